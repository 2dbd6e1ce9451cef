"""Which strings are names of models, so that a client cannot write free text into an open field.

A name counts when a known family opens it and every further part is a number, a size, a date or a
word that providers use. Anything else goes into the sealed part (``Content.model_as_sent``).
"""

import re
from collections.abc import Container

_FAMILIES = (
    "gpt|chatgpt|o[1-9]|text|davinci|babbage|curie|ada|whisper|tts|dall|omni|codex|sora|computer|"
    "claude|gemini|gemma|palm|mistral|mixtral|ministral|magistral|codestral|devstral|pixtral|"
    "llama|codellama|qwen|qwq|phi|deepseek|command|aya|granite|nemotron|falcon|olmo|smollm|yi|"
    "teuken|luminous|pharia|sauerkraut|sauerkrautlm|leolm|bge|e5|nomic|mxbai|jina|kimi|glm|grok|"
    "stable|flux|voxtral|apertus|eurollm|occiglot|leitstand"
)
_WORDS = (
    "mini|nano|micro|tiny|small|medium|large|max|pro|plus|ultra|flash|lite|light|turbo|preview|"
    "latest|instruct|chat|base|vision|audio|realtime|transcribe|tts|hd|e|image|embedding|embed|"
    "moderation|search|api|deep|research|codex|code|coder|math|reasoning|thinking|think|r|v|it|"
    "opus|sonnet|haiku|fable|exp|experimental|diffusion|xl|schnell|dev|oss|open|instruct|hf|gguf|awq|"
    "gptq|fp|q|k|m|s|b|text|similarity|doc|query|davinci|babbage|curie|ada|o|omni|nemo|scout|"
    "maverick|guard|distill|qwen|llama|mixtral|mistral|n|a|x|en|de|multi|multilingual|m3|use|"
    "diarize|ai|openai|meta|google|microsoft|mistralai|deepseek|anthropic|cpu|demo|test|"
    "deployment|turbo16k|nvidia|azure|unbabel"
)
_PUBLISHERS = (
    "meta-llama|intfloat|openai|google|microsoft|mistralai|qwen|deepseek-ai|anthropic|baai|"
    "nomic-ai|mixedbread-ai|jinaai|ibm-granite|nvidia|allenai|utter-project|openeurollm|azure"
)
_PART = rf"(?:(?:{_WORDS})|[0-9]{{1,8}}|[0-9]{{1,4}}[bkmx]|[vrqke][0-9]{{1,3}}|[0-9]{{1,3}}o|[a-z]?[0-9]{{1,3}}b)"
_NAME = re.compile(
    rf"(?:(?:ft:)?(?:{_PUBLISHERS})/)?(?:{_FAMILIES})[0-9]{{0,4}}(?:[-_.:@/]?{_PART}){{0,14}}",
    re.IGNORECASE,
)


def is_model_name(name: str, registered: Container[str] = frozenset()) -> bool:
    """Say whether ``name`` may stand in an open part; ``registered`` are the register's own names."""
    if len(name) > 96:
        return False
    return name in registered or _NAME.fullmatch(name) is not None
