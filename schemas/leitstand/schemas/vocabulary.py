"""The closed sets of the house: every word an event may carry, each with its meaning.

A value that is not a member here never appears in an open part, a table, a metric or a log. The
German words that readers see for them live in the translation catalogues, not here.
"""

from enum import StrEnum


class Channel(StrEnum):
    """By which door an interaction came in."""

    GATEWAY = "gateway"
    """Seen by the OpenAI-compatible gateway on its way to the provider."""
    SDK = "sdk"
    """Recorded by the program that made the call."""
    HTTP = "http"
    """Delivered to the collector as a CloudEvent."""
    OTLP = "otlp"
    """Delivered to the collector as an OpenTelemetry span or event."""
    IMPORT = "import"
    """Read from another system's export."""


class Completeness(StrEnum):
    """How much of the interaction the capturing side could see."""

    COMPLETE = "complete"
    """Prompt and answer, whole."""
    INTERRUPTED = "interrupted"
    """What was seen until the client or the provider went away."""
    TRUNCATED = "truncated"
    """Too large to keep whole: as much from its beginning as fits into an event."""
    PROMPT_ONLY = "prompt_only"
    """The source gives no answers."""
    METADATA_ONLY = "metadata_only"
    """The source gives no content at all."""


class Operation(StrEnum):
    """What was asked of the model; names of OpenTelemetry GenAI where it has one."""

    CHAT = "chat"
    TEXT_COMPLETION = "text_completion"
    EMBEDDINGS = "embeddings"
    TRANSCRIPTION = "transcription"
    """Speech to text: audio went to the application (§ 201 StGB)."""
    SPEECH = "speech"
    """Text to speech."""
    IMAGE = "image"
    MODERATION = "moderation"
    OTHER = "other"
    """A path the capturing side does not know; recorded, never interpreted."""


class Status(StrEnum):
    """How the interaction ended for the client."""

    OK = "ok"
    ERROR = "error"
    """The provider answered with an error."""
    INTERRUPTED = "interrupted"
    """The client hung up or the provider broke off."""
    BLOCKED = "blocked"
    """The preflight stopped it: nothing left the house."""


class FinishReason(StrEnum):
    """Why the model stopped; OpenAI's set, and ``other`` for anything else."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    CONTENT_FILTER = "content_filter"
    FUNCTION_CALL = "function_call"
    OTHER = "other"


class UsageSource(StrEnum):
    """Where token counts come from."""

    PROVIDER = "provider"
    ESTIMATED = "estimated"
    MISSING = "missing"
    """Nobody said; the counts are absent, never a made-up zero."""


class Tokenizer(StrEnum):
    """By which vocabulary tokens were estimated."""

    O200K_BASE = "o200k_base"
    """OpenAI's of GPT-4o and later; for models of others a good approximation."""


class ClientName(StrEnum):
    """Programs we recognise by their User-Agent; anything else is ``other``."""

    OPENAI_PYTHON = "openai-python"
    OPENAI_NODE = "openai-node"
    AZURE_OPENAI = "azure-openai"
    OPEN_WEBUI = "open-webui"
    LANGCHAIN = "langchain"
    CURL = "curl"
    BROWSER = "browser"
    LEITSTAND = "leitstand"
    OTHER = "other"


class Provider(StrEnum):
    """Who answered; names of OpenTelemetry ``gen_ai.provider.name`` where it has one."""

    OPENAI = "openai"
    AZURE_OPENAI = "azure.ai.openai"
    ANTHROPIC = "anthropic"
    GOOGLE = "gcp.gemini"
    MISTRAL = "mistral_ai"
    OLLAMA = "ollama"
    VLLM = "vllm"
    OTHER = "other"


class Purpose(StrEnum):
    """What the client says the interaction is for, if it says so."""

    UNSTATED = "unstated"
    OFFICE = "office"
    """Ordinary office work."""
    TRAINING = "training"
    """Inside a course; not counted as use."""
    TEST = "test"
    """A technical check; not counted as use."""


class UseCase(StrEnum):
    """Kind of work, for the mix on the dashboards; decided from the prompt by plain patterns."""

    LETTER = "letter"
    """Writing a letter, invitation or e-mail."""
    PLAIN_LANGUAGE = "plain_language"
    """Rewriting bureaucratic German."""
    SUMMARY = "summary"
    SPARRING = "sparring"
    """Thinking aloud with the model."""
    CONCEPT = "concept"
    """Outlines, plans, concepts."""
    TRANSLATION = "translation"
    RESEARCH = "research"
    """Questions about law, procedure, facts."""
    DATA = "data"
    """Tables, formulas, scripts."""
    OTHER = "other"


class DataClass(StrEnum):
    """What kind of protected thing a finding is about."""

    PERSONAL = "personal"
    """Personal data, Art. 4 (1) GDPR."""
    SPECIAL_CATEGORY = "special_category"
    """Art. 9 GDPR: health, religion, trade union …"""
    SOCIAL = "social"
    """Social secrecy, § 35 SGB I, § 67 SGB X."""
    TAX = "tax"
    """Tax secrecy, § 30 AO."""
    OFFICIAL_SECRET = "official_secret"  # noqa: S105 - a class of data, no password
    """Official secrecy, § 203, § 353b StGB."""
    CLASSIFIED_MARKING = "classified_marking"
    """VS-NfD and higher."""
    SPOKEN_WORD = "spoken_word"
    """Confidentiality of the spoken word, § 201 StGB."""
    CREDENTIAL = "credential"
    """Passwords, keys, tokens."""
    CONDUCT = "conduct"
    """No data at all: the way of use (application, training)."""


class Category(StrEnum):
    """What a detector recognised; the stable names of ``leitstand assess``."""

    PERSON = "person"
    STREET_ADDRESS = "street_address"
    POSTAL_PLACE = "postal_place"
    TELEPHONE = "telephone"
    EMAIL = "email"
    DATE_OF_BIRTH = "date_of_birth"
    IBAN = "iban"
    STEUER_ID = "steuer_id"
    STEUERNUMMER = "steuernummer"
    UST_ID = "ust_id"
    SV_NUMBER = "sv_number"
    KV_NUMBER = "kv_number"
    ID_CARD = "id_card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    LICENCE_PLATE = "licence_plate"
    CREDIT_CARD = "credit_card"
    CASE_NUMBER = "case_number"
    CASH_REFERENCE = "cash_reference"
    CREDENTIAL = "credential"
    MARKING = "marking"
    TRANSCRIPTION = "transcription"
    HEALTH = "health"
    RELIGION = "religion"
    UNION = "union"
    OTHER = "other"
    """Something else: social or tax data, a request for a decision about a person, or conduct, which
    recognises no text at all."""


class Reason(StrEnum):
    """What a finding rests on; readers see a sentence for each, never the text itself."""

    CHECKSUM = "checksum"
    """The check digits are right."""
    STRUCTURE = "structure"
    """Length and parts are those of a real one."""
    CONTEXT = "context"
    """A word beside it names it."""
    FORM = "form"
    """It is written the way such things are written."""
    ISSUED = "issued"
    """Its opening part is one that was really given out (area code, key prefix)."""
    REQUEST = "request"
    """It asks for an act."""
    NAME_LIST = "name_list"
    """It stands in a list of names that people bear, or of places that exist."""
    MODEL = "model"
    """The trained model recognises it by its form and its neighbours."""
    PERSON_NEARBY = "person_nearby"
    """The text makes a person identifiable beside it."""
    POSITION = "position"
    """It stands where such a thing stands: a header, a line of its own."""
    CAPITALS = "capitals"
    """It is set in capitals, as a marking is."""
    RANDOM = "random"
    """Its characters are as random as those of a key."""
    SEVERAL_TEXTS = "several_texts"
    """It was split over several messages."""
    NO_AGREEMENT = "no_agreement"
    """No legal basis is in force on that day."""
    NOT_IN_REGISTER = "not_in_register"
    """The register does not know the application."""
    NOT_APPROVED = "not_approved"
    """The register refuses the application, or its approval was withdrawn."""
    OUTSIDE_TRIAL = "outside_trial"
    """In trial, but for other departments or until an earlier day."""
    NEVER = "never"
    """The person never passed a course for the application."""
    EXPIRED = "expired"
    """The certificate has expired, and the grace period is over."""
    UNKNOWN_PERSON = "unknown_person"
    """Nobody said who asked, or the register does not know them."""
    ENDPOINT = "endpoint"
    """The application was called in the mode that turns speech into text."""
    AUDIO = "audio"
    """A sound file was attached."""
    PROHIBITED_CLASS = "prohibited_class"
    """The register says that the AI Act prohibits it (Art. 5)."""
    UNCLASSIFIED = "unclassified"
    """Nobody entered the class under the AI Act."""
    NO_OVERSIGHT = "no_oversight"
    """High risk, and the register names no human oversight (Art. 26 (2))."""
    OUTSIDE_PURPOSE = "outside_purpose"
    """High risk, and used for something that the register does not name (Art. 26 (1))."""
    SYNTHETIC_MEDIA = "synthetic_media"
    """A picture or a voice was made: to be labelled when it is shown (Art. 50 (4))."""
    PUBLIC_UNDISCLOSED = "public_undisclosed"
    """The application talks to the public without saying that it is AI (Art. 50 (1))."""
    FORBIDDEN_FILE = "forbidden_file"
    """A file of a kind that the rule forbids there."""


class Confidence(StrEnum):
    """How sure a finding is; low ones go to a list of their own and never open a case."""

    HIGH = "high"
    """The form is proven (checksum) or the context is unmistakable."""
    MEDIUM = "medium"
    LOW = "low"


class Where(StrEnum):
    """In which part of the interaction a finding lies."""

    PROMPT = "prompt"
    ANSWER = "answer"
    INSTRUCTION = "instruction"
    """System or developer message."""
    TOOL = "tool"
    ATTACHMENT = "attachment"
    CONDUCT = "conduct"
    """In no text: the facts of the use."""


class Verdict(StrEnum):
    """What the machine says; whether it is a breach only people decide."""

    ALLOWED = "allowed"
    NOTICE = "notice"
    """Worth telling the employee; opens no case."""
    VIOLATION = "violation"
    """An "Auffälligkeit": opens a case."""
    NOT_CHECKED = "not_checked"
    """Could not be checked; the reason stands beside it. Never means "fine"."""


class NotChecked(StrEnum):
    """Why an interaction was not checked."""

    NONE = "none"
    """It was checked."""
    TOO_LARGE = "too_large"
    TIME_OUT = "time_out"
    DETECTOR_FAILED = "detector_failed"
    KEY_DESTROYED = "key_destroyed"
    """Re-assessment after the sealed content lawfully died."""
    NO_CONTENT = "no_content"
    """The source gave none (``metadata_only``); conduct rules were still applied."""
    EXEMPT = "exempt"
    """The person is exempt from recording by the register."""


class Action(StrEnum):
    """What was done to the interaction at the time it happened."""

    NONE = "none"
    WARNED = "warned"
    BLOCKED = "blocked"


class Mode(StrEnum):
    """What a rule does when it holds."""

    OFF = "off"
    OBSERVE = "observe"
    WARN = "warn"
    BLOCK = "block"


class Severity(StrEnum):
    """How a case is weighted in the list."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Route(StrEnum):
    """Who is told of a finding first."""

    STATISTIC = "statistic"
    """Counted only; nobody is told."""
    DSB = "dsb"
    """Datenschutzbeauftragte."""
    SECURITY = "security"
    """Informationssicherheit."""
    TRAINING = "training"
    """Schulungskoordination: an invitation, not an offence."""
    COORDINATION = "coordination"
    """KI-Koordination: the register or the policy needs a look."""
    IT = "it"


class Place(StrEnum):
    """Where an application runs."""

    CLOUD = "cloud"
    ON_PREMISES = "on_premises"
    UNKNOWN = "unknown"


class RiskClass(StrEnum):
    """Class of the application under the EU AI Act (Regulation (EU) 2024/1689)."""

    MINIMAL = "minimal"
    LIMITED = "limited"
    """Art. 50: transparency duties."""
    HIGH = "high"
    """Art. 6, Annex III."""
    PROHIBITED = "prohibited"
    """Art. 5."""
    UNKNOWN = "unknown"
    """Not in the register."""


class Approval(StrEnum):
    """State of an application in the register."""

    APPROVED = "approved"
    TRIAL = "trial"
    """Allowed for a named group until a date."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TrainingState(StrEnum):
    """Certificates of the person for that application, at the time of the event."""

    VALID = "valid"
    EXPIRED = "expired"
    NEVER = "never"
    NOT_REQUIRED = "not_required"
    """The application asks for no course."""
    UNKNOWN_PERSON = "unknown_person"
    """No user, or a user who is not in the register."""
    UNKNOWN_APPLICATION = "unknown_application"


class RetentionClass(StrEnum):
    """How long sealed content lives before the key of its day is destroyed."""

    STANDARD = "standard"
    """14 days."""
    HIGH_RISK = "high_risk"
    """184 days (AI Act Art. 26 (6)); only where the agreement says so."""


class DeadLetterReason(StrEnum):
    """Why a record could not become a row."""

    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_VERSION = "unknown_version"
    MISSING_HEADER = "missing_header"
    HEADER_MISMATCH = "header_mismatch"
    """The CloudEvents headers and the value tell different stories."""
    TIME_OUT_OF_RANGE = "time_out_of_range"
    """``occurred_at`` outside [now - 400 days, now + 1 h]."""
    UNKNOWN_TENANT = "unknown_tenant"
    NO_AGREEMENT = "no_agreement"
    """No legal basis in force at ``occurred_at``: nothing may be processed."""
    NO_POLICY = "no_policy"
    """The register holds no policy for ``occurred_at``: replay once it does."""
    UNKNOWN_KEY = "unknown_key"
    KEY_DESTROYED = "key_destroyed"
    SEAL_BROKEN = "seal_broken"
    """The sealed part or the open part was altered."""
    TOO_LARGE = "too_large"
    FAILED = "failed"
    """A fault of ours while reading it: the line goes on; replay after the repair."""


class ObjectKind(StrEnum):
    """What the register holds, one compacted key per object."""

    DEPARTMENT = "department"
    APPLICATION = "application"
    COURSE = "course"
    PERSON = "person"
    POLICY = "policy"
    AGREEMENT = "agreement"
    ROLLOUT_STAGE = "rollout_stage"
    RELEASE = "release"


class AgreementKind(StrEnum):
    """The legal basis on which anything is processed."""

    SERVICE_AGREEMENT = "service_agreement"
    """Dienstvereinbarung with the staff council."""
    CONSENT = "consent"
    PROVISIONAL = "provisional"
    """A provisional arrangement until the agreement is signed."""
    EVALUATION = "evaluation"
    """Made by a gateway that was started alone on a loopback address; ends after 30 days."""


class Role(StrEnum):
    """Who signs in; what each may see is in CONTEXT.md."""

    DSB = "dsb"
    DSB_DEPUTY = "dsb_deputy"
    CONTROLLER = "controller"
    SECURITY = "security"
    COORDINATION = "coordination"
    TRAINING = "training"
    DEPARTMENT_HEAD = "department_head"
    LEADERSHIP = "leadership"
    STAFF_COUNCIL = "staff_council"
    EMPLOYEE = "employee"
    IT = "it"
    SYSTEM = "system"
    """A process of ours, or the command line."""


class AccessAction(StrEnum):
    """What somebody did with others' data or with the configuration."""

    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_OUT = "sign_out"
    VIEW = "view"
    VIEW_CASE = "view_case"
    EXPORT = "export"
    CASE_TAKEN = "case_taken"
    CASE_CHANGED = "case_changed"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    REGISTER_APPLIED = "register_applied"
    DEAD_LETTER_REPLAYED = "dead_letter_replayed"
    REASSESSED = "reassessed"
    """Sealed content of past uses was opened and judged again, by a machine."""
    DENIED = "denied"
    """Asked for something the role may not see."""


class Period(StrEnum):
    """The span a published figure is about."""

    MONTH = "month"
    QUARTER = "quarter"


class Disclosure(StrEnum):
    """What disclosure control did to a published cell."""

    SHOWN = "shown"
    HIDDEN_SMALL = "hidden_small"
    """The group is below the threshold."""
    HIDDEN_COMPLEMENT = "hidden_complement"
    """Hidden so that no sum tells the value of another hidden cell."""
    NO_DATA = "no_data"
    """Nothing was received; not the same as zero."""


class ProofState(StrEnum):
    """What a proof of completeness says about a partition or a producer."""

    COMPLETE = "complete"
    GAP = "gap"
    ON_ITS_WAY = "on_its_way"
    """Nothing is missing, and something is younger than what can be proven."""
    NOT_PROVABLE = "not_provable"
    """Nothing is missing, and part of it could not be looked at."""


class LossCause(StrEnum):
    """Where a record was lost, as far as it can be known."""

    NOT_RECORDED = "not_recorded"
    """The gateway counted the request, and nothing was recorded: it ended while it was under way, or
    its disk took nothing more."""
    NOT_IN_KAFKA = "not_in_kafka"
    """A producer counted it, and it stands in no partition: lost before Kafka or by it."""
    NOT_ASSESSED = "not_assessed"
    """The interaction stands in Kafka, and no verdict of it."""
    NOT_STORED = "not_stored"
    """The record stands in Kafka, and ClickHouse has no row of it."""
