import { listOperators } from '../../db/parties.ts';
import { examples, type Noun, withContext } from '../cli.ts';
import { addImport } from './importing.ts';

export const noun: Noun = (operators) => {
  operators.description('The people who act. A code of this list goes into --as or INCASSO_OPERATOR.');
  examples(
    operators
      .command('list')
      .description('List the operators.')
      .action(
        withContext(async ({ context, out }) => {
          out.list(
            await listOperators(await context.db()),
            {
              code: (operator) => operator.code,
              name: (operator) => operator.name,
              email: (operator) => operator.email,
              zone: (operator) => operator.zone,
              roles: (operator) => operator.roles.join(', '),
              creditors: (operator) => operator.creditors.join(', '),
            },
            'no operators yet: "incasso operators import FILE"',
          );
        }),
      ),
    [['incasso operators list', 'the codes for --as']],
  );
  addImport(operators, 'import', 'operators', 'operators');
};
