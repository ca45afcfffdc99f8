/** The commands by which the operator looks after merchants' accounts, orders and refunds. */
import type { Command } from 'commander';
import type { ListAccountsOptions, OfMerchant, ProveOptions } from './commands/accounts.js';
import type { ListOrdersOptions, MarkOptions, NamedOptions } from './commands/orders.js';
import type { RefundOptions } from './commands/refund.js';
import type { Config } from './config.js';
import type { Command as CommandName } from './settings.js';

type TakeSettings = (command: Command, name: CommandName) => () => Config;

/** @param takeSettings gives a command the flags of its settings, and reads them */
export function addOperating(program: Command, takeSettings: TakeSettings): void {
  addAccounts(program, takeSettings);
  addOrders(program, takeSettings);
  addRefund(program, takeSettings);
}

function addAccounts(program: Command, takeSettings: TakeSettings): void {
  const accounts = program
    .command('accounts')
    .description('the accounts that merchants are paid on: list, prove, add and release them');

  const list = accounts
    .command('list')
    .description("list them, how each was proved, and since when it is the merchant's")
    .option('--merchant <id>', 'of this merchant only')
    .option('--released', 'also those that were released')
    .option('--json', 'print them as JSON, one object a line');
  const listConfig = takeSettings(list, 'accounts');
  list.action(async (options: ListAccountsOptions) =>
    (await import('./commands/accounts.js')).listReceivingAccounts(listConfig(), options),
  );

  const challenge = accounts
    .command('challenge <account>')
    .description("print the text that an account signs to show that it is the merchant's")
    .requiredOption('--merchant <id>', 'whose it is to be')
    .option('--json', 'print it as JSON');
  const challengeConfig = takeSettings(challenge, 'accounts');
  challenge.action(async (account: string, options: OfMerchant) =>
    (await import('./commands/accounts.js')).challenge(challengeConfig(), account, options),
  );

  const prove = accounts
    .command('prove')
    .description('give the merchant the account that has signed the text of "challenge"')
    .requiredOption('--merchant <id>', 'whose it is to be')
    .requiredOption('--nonce <hex>', 'of the text')
    .requiredOption('--signature <hex>', 'of the text, as signRaw of a wallet makes it')
    .option('--name <name>', 'what the merchant calls it')
    .option('--json', 'print it as JSON');
  const proveConfig = takeSettings(prove, 'accounts');
  prove.action(async (options: ProveOptions) =>
    (await import('./commands/accounts.js')).prove(proveConfig(), options),
  );

  const add = accounts
    .command('add <account>')
    .description("give a merchant an account on the operator's word, as one that cannot sign")
    .requiredOption('--merchant <id>', 'whose it is to be')
    .option('--name <name>', 'what the merchant calls it')
    .option('--json', 'print it as JSON');
  const addConfig = takeSettings(add, 'accounts');
  add.action(async (account: string, options: OfMerchant & { name?: string }) =>
    (await import('./commands/accounts.js')).addAccount(addConfig(), account, options),
  );

  const release = accounts
    .command('release <account>')
    .description("take an account from a merchant; what comes there from now on is nobody's")
    .requiredOption('--merchant <id>', 'whose it is')
    .option('--json', 'print it as JSON');
  const releaseConfig = takeSettings(release, 'accounts');
  release.action(async (account: string, options: OfMerchant) =>
    (await import('./commands/accounts.js')).release(releaseConfig(), account, options),
  );
}

/** Gives a command the option by which an order is named as its merchant names it. */
function namesOrder(command: Command): Command {
  return command.option('--merchant <id>', "whose order it is, where it is named by the merchant's own id");
}

function addOrders(program: Command, takeSettings: TakeSettings): void {
  const orders = program
    .command('orders')
    .description('the orders of all merchants: list and show them, and decide by hand');

  const list = orders
    .command('list')
    .description("list orders merchant by merchant, each merchant's newest first")
    .option('--merchant <id>', 'of this merchant only')
    .option('--status <words>', 'open, settled, expired, canceled, invalid; several joined by commas')
    .option('--amount-state <words>', 'none, under, exact, over; several joined by commas')
    .option('--refund-state <words>', 'none, pending, partial, full; several joined by commas')
    .option('--flags <words>', 'with all of these, as late,multiple')
    .option('--account <address>', "on this account of the merchant's")
    .option('--payee <address>', 'paid at this account')
    .option('--reference <text>', 'that payments name so')
    .option('--created-from <time>', 'registered at this time or later, ISO 8601')
    .option('--created-before <time>', 'registered before this time')
    .option('--limit <number>', 'so many in all (default: every one)')
    .option('--json', 'print them as JSON, one object a line');
  const listConfig = takeSettings(list, 'orders');
  list.action(async (options: ListOrdersOptions) =>
    (await import('./commands/orders.js')).listOrders(listConfig(), options),
  );

  const show = namesOrder(orders.command('show <order>'))
    .description('show an order with its payments, failed attempts, refunds, timeline and deliveries')
    .option('--json', 'print it as JSON');
  const showConfig = takeSettings(show, 'orders');
  show.action(async (order: string, options: NamedOptions) =>
    (await import('./commands/orders.js')).showOrder(showConfig(), order, options),
  );

  const inbox = orders
    .command('inbox')
    .description('list money that no order takes and that waits for a decision')
    .option('--merchant <id>', 'of this merchant only')
    .option('--json', 'print it as JSON, one object a line');
  const inboxConfig = takeSettings(inbox, 'orders');
  inbox.action(async (options: NamedOptions) =>
    (await import('./commands/orders.js')).listInbox(inboxConfig(), options),
  );

  const cancel = namesOrder(orders.command('cancel <order>'))
    .description('cancel an order that nothing was paid for')
    .option('--json', 'print it as JSON');
  const cancelConfig = takeSettings(cancel, 'orders');
  cancel.action(async (order: string, options: NamedOptions) =>
    (await import('./commands/orders.js')).cancelOrder(cancelConfig(), order, options),
  );

  const mark = namesOrder(orders.command('mark <order>'))
    .description('mark an order as settled or as invalid by hand')
    .requiredOption('--as <word>', 'settled or invalid')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--json', 'print it as JSON');
  const markConfig = takeSettings(mark, 'orders');
  mark.action(async (order: string, options: MarkOptions) =>
    (await import('./commands/orders.js')).markOrder(markConfig(), order, options),
  );

  const assign = namesOrder(orders.command('assign <payment> <order>'))
    .description('count money of the inbox for an order')
    .option('--json', 'print the order as JSON');
  const assignConfig = takeSettings(assign, 'orders');
  assign.action(async (payment: string, order: string, options: NamedOptions) =>
    (await import('./commands/orders.js')).assignPayment(assignConfig(), payment, order, options),
  );

  const dismiss = orders
    .command('dismiss <payment>')
    .description('take money out of the inbox')
    .requiredOption('--merchant <id>', 'whose inbox it is')
    .option('--json', 'print it as JSON');
  const dismissConfig = takeSettings(dismiss, 'orders');
  dismiss.action(async (payment: string, options: OfMerchant) =>
    (await import('./commands/orders.js')).dismissPayment(dismissConfig(), payment, options),
  );
}

function addRefund(program: Command, takeSettings: TakeSettings): void {
  const refund = namesOrder(program.command('refund <order>'))
    .description('print the extrinsics by which a merchant gives back what was paid for an order')
    .option(
      '--payment <id>',
      'this payment; several times for several (default: the only one)',
      (id: string, before?: string[]) => [...(before ?? []), id],
    )
    .option('--amount <units>', 'in the smallest unit (default: what was too much, or else all)')
    .option('--destination <address>', 'where it goes (default: who paid)')
    .option('--from <address>', "the merchant's account that it comes from (default: the one that was paid)")
    .option('--cancel', 'cancel what is planned and not paid instead')
    .option('--json', 'print them as JSON');
  const refundConfig = takeSettings(refund, 'refund');
  refund.action(async (order: string, options: RefundOptions) =>
    (await import('./commands/refund.js')).refund(refundConfig(), order, options),
  );
}
