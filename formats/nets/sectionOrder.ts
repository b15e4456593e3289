import { IncassoError } from '../../domain/errors.ts';
import { linePlace } from './rules.ts';

interface Line {
  section_no: number;
  line_no: number;
  customer_number: string;
}

/** Walks the sections of a delivery as the lines come, and holds them to their order. */
export class SectionOrder<Section extends { section_no: number }> {
  current: Section | undefined;
  private readonly name: string;
  private readonly sections: readonly Section[];
  private index = -1;
  private lastLineNo = 0;

  /** @param name - of the delivery, for sentences */
  constructor(name: string, sections: readonly Section[]) {
    this.name = name;
    this.sections = sections;
  }

  /** True when the line belongs to another section than `current`; `enter` makes it the current one. */
  begins(line: Line): boolean {
    return this.current?.section_no !== line.section_no;
  }

  /** @throws IncassoError BROKEN_PROMISE when the section of the line is not the next one */
  enter(line: Line): Section {
    const section = this.sections[++this.index];
    if (section?.section_no !== line.section_no) {
      const place = `section ${line.section_no} was not expected here`;
      throw new IncassoError('BROKEN_PROMISE', `delivery ${this.name}: ${place}, the lines are out of order`);
    }
    this.lastLineNo = 0;
    this.current = section;
    return section;
  }

  /** @throws IncassoError BROKEN_PROMISE when the line came before */
  pass(line: Line): void {
    if (line.line_no <= this.lastLineNo) {
      throw new IncassoError('BROKEN_PROMISE', `${linePlace(line)} came after line ${this.lastLineNo}`);
    }
    this.lastLineNo = line.line_no;
  }

  /** @throws IncassoError BROKEN_PROMISE when no lines came for some of the sections */
  complete(): void {
    if (this.index + 1 === this.sections.length) return;
    const came = `${this.sections.length} sections, lines came for ${this.index + 1}`;
    throw new IncassoError('BROKEN_PROMISE', `delivery ${this.name} has ${came}`);
  }
}
