import type { Questionnaire } from './questionnaire';
import type { ImportLevel } from './xlsform';

/** Everything the reading of a FHIR questionnaire may have to say; the words are in the catalogue `import`, under `fhir`. */
export type FhirCode =
	// The file
	| 'too-big'
	| 'xml'
	| 'not-json'
	| 'too-deep'
	| 'name-forbidden'
	| 'not-questionnaire'
	| 'old-version'
	| 'rules-elsewhere'
	| 'modifier'
	| 'malformed'
	| 'no-questions'
	| 'not-whole'
	// The questionnaire
	| 'fields'
	| 'field'
	| 'extension'
	| 'version-changed'
	| 'text-cut'
	| 'formatting'
	| 'language-unknown'
	| 'required-never'
	| 'list-unused'
	| 'contained'
	| 'code-systems'
	| 'too-many-entries'
	// Its entries
	| 'entry-malformed'
	| 'id-missing'
	| 'id-twice'
	| 'id-changed'
	| 'text-missing'
	| 'text-too-long'
	| 'type-unknown'
	| 'free-text'
	| 'date-or-time'
	| 'file-or-link'
	| 'quantity'
	| 'number-unbounded'
	| 'number-too-wide'
	| 'hidden'
	| 'read-only'
	| 'repeats'
	| 'initial'
	| 'answer-once'
	| 'part-elsewhere'
	| 'under-question'
	| 'group-nested'
	| 'group-empty'
	| 'in-left-out'
	| 'too-many-questions'
	| 'control'
	// Options
	| 'no-options'
	| 'outside-list'
	| 'list-open'
	| 'list-too-long'
	| 'option-left-out'
	| 'option-without-words'
	| 'option-weight-wrong'
	| 'codes-changed'
	| 'other-answer'
	// Conditions and scores
	| 'condition'
	| 'condition-joined'
	| 'condition-unknown'
	| 'condition-circle'
	| 'calculation'
	| 'score-found';

/** One thing to tell the person, with the entry it is about. */
export interface FhirMessage {
	readonly level: ImportLevel;
	readonly what: FhirCode;
	/** The `linkId` as the file has it; null for the whole file. */
	readonly linkId: string | null;
	/** Words of the file that belong into the sentence; never markup. */
	readonly params: Readonly<Record<string, string | number>>;
}

/** What a file gives: a questionnaire as far as it goes, and everything that is not in it. */
export interface FhirImported {
	readonly questionnaire: Questionnaire | null;
	readonly messages: readonly FhirMessage[];
}

export type TellFhir = (
	level: ImportLevel,
	what: FhirCode,
	linkId: string | null,
	params?: Readonly<Record<string, string | number>>
) => void;

/** Where the extensions of FHIR itself are named. */
export const structures = 'http://hl7.org/fhir/StructureDefinition';

/** Where those of structured data capture are named. */
export const captures = 'http://hl7.org/fhir/uv/sdc/StructureDefinition';

/** What FHIR calls the entries of a questionnaire. */
export const entries = 'item';

/** What a file says, short enough for a sentence. */
export const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
