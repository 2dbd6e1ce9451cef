"""Data concerning a person's health.

Legal basis: special category, Art. 9 (1) and Art. 4 (15) GDPR; § 203 StGB; for staff § 26 (3) BDSG.
Format: a statement: somebody has, gets or suffers from an illness ("leidet an Depressionen"), is ill,
pregnant or disabled ("ist seit Montag krank", "GdB 60"), takes a medicine, is treated; a field of a
form ("Diagnose: F32.1"); an illness directly beside a name ("Emil (Asthma)"). Codes of ICD-10-GM
(BfArM: a letter, two digits, a dot and one or two more) beside a word such as Diagnose.
A predicate or a field is high, a mention beside the name medium; always only with an identifiable
person, see :mod:`leitstand.policy.identifiable`.
Does not trigger: illnesses as a topic (lectures, leaflets, statistics, law), institutions
(Krankenkasse, Gesundheitsamt, Klinikum), people in general ("Menschen mit Demenz", "wer krank ist"),
conditions ("wenn Ihr Kind krank ist"), unnamed persons.
Specimens, invented: "Frau Kaya ist seit Montag krank."; "Diagnose: F32.1".
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_ILLNESS = (
    r"asthma|(?:heu|pollen)schnupfen|diabetes(?: (?:mellitus|typ) ?(?:typ )?[12I]{0,2})?|(?:brust|lungen|darm|haut|blut|prostata|magen|"
    r"bauchspeicheldrüsen|leber|schilddrüsen|gebärmutterhals|nieren|hoden|eierstock|knochen|kehlkopf|hirn)?(?:krebs|tumor(?:en|s)?|karzinom)|"
    r"leuk(?:ä|ae)mie|lymphom|metastasen|depressione?n?|(?:post(?:nataler?|partaler?) )depressione?n?|burn-?out(?:-syndroms?)?|boreout|"
    r"(?:angst|ess|zwangs|schlaf|persönlichkeits|aufmerksamkeits|anpassungs|belastungs|sprach|seh|hör|bewegungs|entwicklungs|wahrnehmungs|lern|rechtschreib|durchblutungs|herzrhythmus|blutgerinnungs|autismus-?spektrum-?|bindungs|verhaltens)störung(?:en)?|"
    r"(?:psychischen?|posttraumatischen?|bipolaren?|depressiven?|chronischen?|schweren?|körperlichen?|geistigen?|seelischen?|angeborenen?|lebensbedrohlichen?|affektiven?) "
    r"(?:erkrankung(?:en)?|störung(?:en)?|krankheit(?:en)?|belastungsstörung(?:en)?|behinderung(?:en)?|beeinträchtigung(?:en)?|leiden|schmerzen)|(?:depressiven?|manischen?|psychotischen?) (?:episoden?|phasen?|verstimmung(?:en)?)|"
    r"panikattacken?|bulimie|magersucht|anorexie|borderline(?:-(?:störung|syndrom))?|schizophrenie|psychosen?|suizidgedanken|"
    r"(?:suizid|selbstmord)versuchs?|autismus|asperger(?:-syndroms?)?|adhs|legasthenie|dyskalkulie|lese-?rechtschreib-?(?:schwäche|störung)|lrs|trisomie(?: ?21)?|down-?syndroms?|"
    r"tourette(?:-syndrom)?|epilepsie|epileptischen? anf(?:ä|a)ll(?:e|en)?|krampfanf(?:ä|a)ll(?:e|en)?|multipler? sklerose|parkinson|alzheimer|demenz|schlaganf(?:a|ä)lle?s?|"
    r"herzinfarkte?s?|herzfehler|herzinsuffizienz|bluthochdruck|herzprobleme[n]?|vorhofflimmern|hirnblutung|aneurysma|thrombose|lungenembolie|rheuma|arthrose|arthritis|gicht|"
    r"bandscheibenvorf(?:a|ä)ll(?:s|e|en)?|rückenleiden|rückenschmerzen|hexenschuss|tinnitus|hörsturz|morbus (?:crohn|bechterew|parkinson|basedow)|colitis ulcerosa|zöliakie|neurodermitis|"
    r"psoriasis|schuppenflechte|lupus(?: erythematodes)?|sklerodermie|gürtelrose|schilddrüsen(?:unter|über)funktion|(?:hüft|knie|schulter|augen|herz|rücken|bandscheiben|krebs)-op|fibromyalgie|sarkoidose|hashimoto|mukoviszidose|hämophilie|bluterkrankheit|hiv(?:-infektion)?|aids|hepatitis(?: ?-?[abcde])?|tuberkulose|covid(?:-?19)?|"
    r"corona(?:-?(?:infektion|erkrankung))?|(?:long|post)-?[ ]?covid(?:-syndrom)?|me/cfs|migräne|grippe|influenza|lungenentzündung|blinddarmentzündung|"
    r"(?:bindehaut|mandel|mittelohr|hirnhaut|herzmuskel|gallenblasen|sehnenscheiden|nieren|blasen)entzündung|bronchitis|angina|masern|mumps|röteln|keuchhusten|scharlach|"
    r"windpocken|ringelröteln|krätze|(?:kopf)läuse|borreliose|salmonellen|norovirus|(?:magen-darm-)(?:infekt|grippe|virus)|nierenversagen|niereninsuffizienz|copd|osteoporose|endometriose|"
    r"fehlgeburt|totgeburt|schwangerschafts(?:abbruch|diabetes|vergiftung)|kinderwunschbehandlung|ptbs|(?:alkohol|drogen|medikamenten|spiel|kokain|heroin|sucht)(?:abhängigkeit|sucht|erkrankung|problem(?:e|en|s)?|missbrauchs?|krankheit)|"
    r"(?:lebensmittel|(?:erd|hasel)?nuss|hausstaub|pollen|milch|milcheiweiß|hühnerei|insekten|bienen|wespen|wespengift|bienengift|penicillin|tierhaar|katzen|gluten|soja)-?allergien?|allergien?(?: gegen [\w ]{3,25}?(?=[,.;)\n]|$))?|"
    r"(?:laktose|fruktose|gluten|histamin|lactose)-?(?:intoleranz|unverträglichkeit)|adipositas|schwerhörigkeit|gehörlosigkeit|sehbehinderung|erblindung|"
    r"querschnitts?lähmung|(?:gesichts)lähmung|cerebralparese|zerebralparese|spastik|multiple sklerose|als-erkrankung|(?:schwer)?behinderung|entwicklungsverzögerung|lernbehinderung|"
    r"gehirnerschütterung|beinbruch|armbruch|kreuzbandriss|oberschenkelhalsbruch|knieoperation|hüftoperation|herzoperation|krebsoperation|"
    r"chemotherapie|bestrahlung|strahlentherapie|psychotherapie|verhaltenstherapie|dialyse|substitutionsbehandlung|entzugs(?:klinik|therapie|behandlung)|"
    r"krankmeldung(?:en)?|krankschreibung(?:en)?|arbeitsunfähigkeits(?:bescheinigung(?:en)?|meldung)|au-bescheinigung(?:en)?|arbeitsunfähigkeit|dienstunfähigkeit|"
    r"erkrankung(?:en)?|krankheit(?:en)?|krankenhausaufenthalts?|klinikaufenthalts?|vorerkrankung(?:en)?|schwangerschaft|risikoschwangerschaft|beschäftigungsverbots?|"
    r"suchterkrankung(?:en)?|krebserkrankung(?:en)?|herzerkrankung(?:en)?|(?:lungen|augen|haut|stoffwechsel|muskel|nieren|leber|demenz|tumor|autoimmun|infektions|nerven|parkinson)(?:erkrankung(?:en)?|krankheit(?:en)?)"
)
_ILLNESS_ANCHOR = (
    r"asthma|schnupfen|(?:depress|man|psychot)i(?:ve|sche)n? (?:epis|phas|verst)|diabetes|krebs|tumor|karzinom|leuk(?:[äÄ]|ae)mie|lymphom|metastas|depression|burn-?out|boreout|st[öÖ]rung|psychisch|"
    r"chronische|geistige|k[öÖ]rperliche|seelische|lebensbedrohl|panikatt|bulimie|magersucht|anorexie|borderline|schizophr|psychose|suizid|selbstmordv|autismus|asperger|"
    r"adhs|legasthenie|dyskalkulie|rechtschreib|\blrs\b|trisomie|down-?syndrom|tourette|epilep|krampfanf|sklerose|parkinson|alzheimer|demenz|schlaganf|herzinf|herzf|herzins|bluthochdr|herzprob|"
    r"vorhoffl|hirnblut|aneurysma|thrombose|embolie|rheuma|arthrose|arthritis|gicht|bandscheib|r[üÜ]ckenl|r[üÜ]ckensch|hexensch|tinnitus|h[öÖ]rsturz|morbus|colitis|z[öÖ]liakie|neuroderm|psoriasis|"
    r"\blupus|sklerodermie|g[üÜ]rtelrose|dr[üÜ]sen(?:unt|[üÜ]b)erf|(?:ft|ie|er|en|rz|bs)-op\b|fibromyal|sarkoidose|hashimoto|schuppenfl|mukovis|h[äÄ]mophil|bluterkr|\bhiv\b|\baids\b|hepatitis|tuberkul|covid|corona|me/cfs|migr[äÄ]ne|grippe|influenza|entz[üÜ]ndung|bronchitis|angina|masern|mumps|r[öÖ]teln|keuchh|"
    r"scharlach|windpock|kr[äÄ]tze|l[äÄ]use|borrelio|salmonell|norovir|magen-darm|nierenv|niereni|\bcopd|osteopor|endometr|fehlgeburt|totgeburt|schwangersch|kinderwunschb|ptbs|abh[äÄ]ngigkeit|"
    r"sucht|missbrauch|(?:ol|en|iel|cht|erz)problem|allergie|intoleranz|unvertr[äÄ]gl|adipos|schwerh[öÖ]r|geh[öÖ]rlos|sehbehind|erblind|l[äÄ]hmung|parese|spastik|als-erkr|behinderung|entwicklungsverz|gehirnersch|beinbruch|armbruch|"
    r"kreuzband|halsbruch|operation|chemother|bestrahlung|strahlenth|psychoth|verhaltensth|dialyse|substitutionsb|entzugs|krankmeld|krankschr|arbeitsunf|au-besch|dienstunf|erkrankung|krankheit|"
    r"krankenhausauf|klinikauf|besch[äÄ]ftigungsverb"
)
_WORD_START, _WORD_END = r"(?<![\w\-])", r"(?![\w\-*])"
_QUALITY = (
    r"(?:schwer |chronisch |psychisch |dauerhaft |lange |länger |plötzlich |ernsthaft |unheilbar |erneut |wieder |weiterhin )?(?:krank|erkrankt)(?: (?:geschrieben|gemeldet))?|krankgeschrieben|krankgemeldet|krank geschrieben|"
    r"(?:dauerhaft |weiterhin )?(?:arbeits|dienst|erwerbs|berufs|prüfungs|reise)unfähig|(?:hoch)?schwanger|depressiv|manisch-depressiv|"
    r"suizidal|suizidgefährdet|dement|autistisch|(?:schwer|geh|seh|körper|geistig |mehrfach|lern)?behindert|schwerbehindert|blind|gehörlos|taubstumm|schwerhörig|"
    r"querschnittsgelähmt|(?:halbseitig )?gelähmt|pflegebedürftig|bettlägerig|alkoholkrank|(?:alkohol|drogen|medikamenten|heroin)(?:abhängig|süchtig)|spielsüchtig|krebskrank|"
    r"magersüchtig|hiv-?positiv|corona-?positiv|positiv (?:auf corona )?getestet|infiziert|(?:hochgradig |stark )?allergisch(?: (?:gegen|auf) [\w\-]+(?: und [\w\-]+)?)?|diabetiker(?:in)?|rollstuhlfahrer(?:in)?|dialysepatient(?:in)?|risikopatient(?:in)?|"
    r"epileptiker(?:in)?|asthmatiker(?:in)?|autist(?:in)?|alkoholiker(?:in)?|bluter|zuckerkrank|herzkrank|lungenkrank|nierenkrank|leberkrank|suchtkrank|demenzkrank|traumatisiert|operiert|(?:nicht |vollständig |doppelt )?(?:gegen \w+ )?geimpft|ungeimpft|"
    r"laktoseintolerant|stationär aufgenommen|in (?:psychologischer|psychiatrischer|psychotherapeutischer|stationärer|ärztlicher|therapeutischer) behandlung|in (?:psycho)?therapie|in (?:der )?(?:reha|kur|entzugsklinik|psychiatrie|geschlossenen)(?: abteilung)?|"
    r"im (?:krankenhaus|klinikum|rollstuhl|mutterschutz)(?! (?:als|tätig|angestellt|beschäftigt|für|zuständig))|auf den rollstuhl angewiesen|auf der intensivstation"
)
_QUALITY_ANCHOR = (
    r"\bkrank\b|erkrankt|krankge|(?:arbeits|dienst|erwerbs|berufs|pr[üÜ]fungs|reise)unf[äÄ]hig|schwanger\b|depressiv\b|suizidal|suizidge|\bdement\b|autis|behindert\b|\bblind\b|geh[öÖ]rlos\b|taubst|schwerh[öÖ]rig\b|gel[äÄ]hmt|"
    r"pflegebed[üÜ]rftig\b|bettl[äÄ]g|krank\b|(?:ol|en|in)abh[äÄ]ngig\b|s[üÜ]chtig\b|(?:hiv|corona)-?positiv\b|positiv (?:auf corona )?getestet|infiziert\b|allergisch|diabetiker|epileptiker|asthmatiker|alkoholiker|\bbluter\b|traumatisiert|operiert\b|"
    r"geimpft|intolerant|station[äÄ]r aufg|in [^ ]{4,24} behandlung\b|in (?:psycho)?therapie\b|\breha\b|\bkur\b|entzugsk|psychiatrie|in der geschlossenen\b|im krankenhaus\b|im klinikum\b|rollstuhl\b|rollstuhlfahrer|dialysepat|risikopat|mutterschutz\b|intensivst"
)
_MEDICINE = (
    r"ritalin|medikinet|methylphenidat|elvanse|insulin|cortison|kortison|antidepressiva|citalopram|escitalopram|sertralin|venlafaxin|mirtazapin|fluoxetin|"
    r"lithium|quetiapin|risperidon|olanzapin|haldol|methadon|polamidon|l-thyroxin|metformin|ramipril|bisoprolol|marcumar|tilidin|tramadol|morphin|diazepam|valium|tavor|lorazepam|"
    r"ibuprofen|novalgin|salbutamol|antibiotik(?:a|um)|blutverdünner|psychopharmaka|(?:herz|asthma|notfall|epilepsie|adhs-|allergie)?medikamente?n?|notfallspray|asthmaspray|epipen"
)
_MEDICINE_ANCHOR = (
    r"ritalin|medikinet|methylph|elvanse|insulin|[ck]ortison|antidepr|citalopram|sertralin|venlafax|mirtaz|fluoxet|lithium|quetiap|risperid|olanzap|haldol|methadon|polamid|thyroxin|"
    r"metformin|ramipril|bisoprol|marcumar|tilidin|tramadol|morphin|diazepam|valium|\btavor|lorazepam|ibuprofen|novalgin|salbutamol|antibiotik|blutverd|psychopharm|medikament|notfallspr|asthmasp|epipen"
)
_ACT = (
    r"(?:gdb|grad der behinderung|mde|gds)(?: von| beträgt| liegt bei|:|\s)\s?(?:mindestens )?[1-9]0(?: ?%)?(?! ?(?:oder mehr|und mehr|bis))|"
    r"(?:meldete?|hat|habe|haben) sich (?:\w+ ){0,5}?krank ?gemeldet|meldete? sich (?:\w+ ){0,4}?krank\b|sitzt im rollstuhl|liegt (?:\w+ ){0,4}?im (?:krankenhaus|sterben|koma)|"
    r"(?:erwartet|bekommt) (?:\w+ ){0,4}?(?:(?:ein|ihr|das|unser|sein) (?:erstes |zweites |drittes |viertes |gemeinsames )?(?:kind|baby)|zwillinge|nachwuchs)|hat (?:(?!und )\w+ ){0,3}?einen schwerbehindertenausweis|(?:suffers?|suffering) from (?:an? |severe |chronic )?[a-z]+(?: (?:disorder|disease|attacks|syndrome))?|(?:was|is|been) diagnosed with (?:an? )?[a-z]+(?: (?:disorder|disease|syndrome|cancer))?|(?:is|was|are) (?:on (?:long-term )?sick leave|(?:severely |seriously )?(?:disabled|pregnant|ill with))|has (?:got )?(?:diabetes|cancer|asthma|epilepsy|depression|autism|adhd|dementia|hiv|multiple sclerosis)|"
    r"(?:ins|in das) krankenhaus (?:gekommen|eingeliefert|gebracht)|hat sich (?:das|den|ein|einen) (?:linken? |rechten? )?(?:\w+ )?(?:arm|bein|fuß|hand|knie|schulter|rücken|knöchel) (?:gebrochen|verletzt|verstaucht)|hatte einen (?:schlaganfall|herzinfarkt|bandscheibenvorfall|unfall mit \w+)"
)
_ACT_ANCHOR = (
    r"suffer(?:s|ing)? from|diagnosed with|sick leave|is (?:severely |seriously )?(?:disabled|pregnant)|has (?:got )?(?:diab|canc|asth|epil|depr|auti|adhd|deme|hiv|mult)|\bgdb\b|grad der behind|\bmde\b|\bgds\b|sich .{0,30}krank\b|krankgemeldet|krank gemeldet|im rollstuhl|im krankenhaus|im sterben|im koma|(?:tes|ein|ihr) kind\b|(?:ein|ihr) baby|nachwuchs|zwillinge|schwerbehindertenausw|"
    r"krankenhaus (?:gek|eing|gebr)|(?:arm|bein|fu.|hand|knie|schulter|r[üÜ]cken|kn[öÖ]chel) (?:gebrochen|verletzt|verstaucht)|hatte einen (?:schl|herz|band)"
)
_LABEL = (
    r"(?:haupt|neben|entlass|verdachts|aufnahme)?diagnosen?|icd(?:-?10)?(?:-code)?|(?:vor|grund)?erkrankung(?:en)?|krankheit(?:en|sbild)?|allergien?(?: ?/ ?unverträglichkeiten)?|unverträglichkeiten|"
    r"medikation|medikamente|behinderung(?:en|sart)?|anamnese|befund|gesundheitszustand|gesundheitliche (?:einschränkungen|besonderheiten|situation)|grund der (?:fehlzeit|abwesenheit)|"
    r"au-grund|impfstatus|blutgruppe|krankmeldung|krank(?: seit)?|schwanger seit|grad der behinderung(?: \(gdb\))?|gdb|merkzeichen"
)
_LABEL_ANCHOR = (
    r"(?:diagnosen?|icd(?:-?10)?(?:-code)?|erkrankung(?:en)?|krankheit(?:en|sbild)?|allergien?|vertr[äÄ]glichkeiten|medikation|medikamente|behinderung(?:en|sart)?|anamnese|befund|"
    r"gesundheitszustand|einschr[äÄ]nkungen|besonderheiten|situation|fehlzeit|abwesenheit|grund|impfstatus|blutgruppe|krankmeldung|krank|seit|\(gdb\)|gdb|merkzeichen)[ \t]?[:|]"
)
_CODE = r"(?<![A-Za-z0-9/.\-])[A-TV-Z][0-9]{2}\.[0-9]{1,2}[GVAZLRB]?(?![0-9A-Za-z.])"
_PARTS = (Part.CONDITION, Part.QUALITY, Part.CONDITION, Part.ACT, Part.FIELD, Part.CONDITION)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.HEALTH,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=_ILLNESS_ANCHOR,
            candidate=rf"(?i:{_WORD_START}(?:{_ILLNESS}){_WORD_END})",
            before=60,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=_QUALITY_ANCHOR,
            candidate=rf"(?i:{_WORD_START}(?:{_QUALITY}){_WORD_END})",
            before=70,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=_MEDICINE_ANCHOR,
            candidate=rf"(?i:{_WORD_START}(?:{_MEDICINE}){_WORD_END})",
            before=40,
            after=30,
            caseless=True,
        ),
        Pattern(
            anchor=_ACT_ANCHOR,
            candidate=rf"(?i:{_WORD_START}(?:{_ACT}))",
            before=100,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=_LABEL_ANCHOR,
            candidate=rf"(?i:{_WORD_START}(?:{_LABEL})[ \t]?[:|][ \t]{{0,4}}(?P<value>[^\n;|,.]{{2,60}}(?:\.[0-9]{{1,2}})?))",
            before=60,
            after=90,
            caseless=True,
        ),
        Pattern(anchor=r"\b[A-TV-Z][0-9]{2}[.][0-9]", candidate=_CODE, before=10, after=10),
    ),
    validate=_validate,
    cost=STATEMENT,
    about_a_person=True,
    covers=True,
    mask=nothing,
)
