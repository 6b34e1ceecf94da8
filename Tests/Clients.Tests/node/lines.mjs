// How a script talks with the test that runs it: one JSON object a line out, one line of text in.
import { createInterface } from 'node:readline'

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')

/** Asks the test to do something, such as taking a browser somewhere, and gives its answer. */
export async function ask(what) {
  say(what)
  const { value, done } = await answers.next()
  if (done) throw new Error('the test ended the conversation')
  return value
}

/** Runs the scenario that the command line names, and says what came of it. */
export async function run(scenarios) {
  const scenario = scenarios[process.argv[2]]
  if (!scenario) throw new Error('no such scenario: ' + process.argv[2])
  try {
    say({ done: await scenario() })
    process.exit(0)
  } catch (failure) {
    say({ failed: failure.code ?? failure.errorCode ?? failure.name, why: String(failure.cause?.message ?? failure.message), error: failure.error ?? null })
    process.exit(1)
  }
}

/** What the test has set up. */
export const settings = JSON.parse(process.env.SETTINGS)
