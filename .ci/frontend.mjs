// Puts workflow files through the real editor of a running ComfyUI, in headless Chromium.
//
// frontend.sh starts it. What the editor exports is the measure of our conversion; nothing here
// converts.

import { createRequire } from 'node:module'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'

const USAGE = `usage: .ci/frontend.sh URL FOLDER_OR_FILE… [options]

Loads each file as the editor does, editor form or API form, and exports it as a prompt.

  --out DIR         write each prompt as DIR/NAME.json, or {"frontend_error": TEXT} if it is refused
  --compare DIR     compare each with the prompt DIR/NAME.json, except _meta and what --volatile
                    names; a DIR without that file expects a refusal
  --volatile FILE   inputs to ignore; $COMFY_CORPUS/meta/api_volatile.json if COMFY_CORPUS is set
  --saved DIR       write what the editor itself would save
  --screenshot DIR  write NAME.png, the whole graph in view
  --filter TEXT     only files whose name contains it
  --every N         only every Nth file
  --tabs N          tabs at work at a time, 1 by default
  --keep-tab        do not reload between files: faster, but subgraphs of earlier ones remain

Exit code 1 when a comparison differs, or, without --compare, when a file is refused; 2 when the
editor could not be used.`

// As for the recorded exports: filename prefixes hold dates, dynamic prompts choose at random.
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)

// What would cover the graph.
const SETTINGS = {
  'Comfy.Locale': 'en',
  'Comfy.Minimap.Visible': false,
  'Comfy.Notification.ShowVersionUpdates': false,
  'Comfy.TutorialCompleted': true,
  'Comfy.Workflow.ShowMissingModelsWarning': false,
  // Texts of nodes are drawn however small they are.
  'LiteGraph.Canvas.MinFontSizeForLOD': 0,
}

// No name but the server's resolves, so that the editor reaches nothing outside.
const CHROMIUM_ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  '--no-first-run',
  '--no-sandbox',
]

const FILE_TIMEOUT = 120_000

async function main() {
  const { url, paths, options } = readArguments()
  const files = await listFiles(paths, options)
  const expected = options.compare ? await Expected.read(options) : undefined
  await makeFolders([options.out, options.saved, options.screenshot])

  const browser = await launch()
  const tally = { equal: 0, different: 0, refused: 0 }
  const queue = files.values()
  const tabs = Array.from({ length: Number(options.tabs) }, () =>
    work(browser, url, queue, options, expected, tally),
  )
  await Promise.all(tabs)
  await browser.close()
  return summarise(files.length, tally, expected)
}

function readArguments() {
  const text = { type: 'string' }
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compare: text,
      every: { ...text, default: '1' },
      filter: { ...text, default: '' },
      help: { type: 'boolean', short: 'h' },
      'keep-tab': { type: 'boolean' },
      out: text,
      saved: text,
      screenshot: text,
      tabs: { ...text, default: '1' },
      volatile: text,
    },
  })
  const [url, ...paths] = positionals
  if (values.help || paths.length === 0) {
    console.error(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return { url, paths, options: values }
}

async function listFiles(paths, { filter, every }) {
  const files = []
  for (const path of paths) {
    files.push(...((await stat(path)).isDirectory() ? await listFolder(path) : [path]))
  }
  return files
    .filter((file) => basename(file).includes(filter))
    .filter((_, index) => index % Number(every) === 0)
}

// Sidecars of templates lie beside them and are no workflows.
async function listFolder(folder) {
  const names = (await readdir(folder)).sort()
  return names
    .filter((name) => name.endsWith('.json') && !name.endsWith('.meta.json'))
    .map((name) => join(folder, name))
}

async function makeFolders(folders) {
  for (const folder of folders.filter(Boolean)) await mkdir(folder, { recursive: true })
}

async function launch() {
  const { chromium } = createRequire(import.meta.url)('playwright-core')
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGUMENTS,
  })
}

// One tab: takes files from the common queue until it is empty.
async function work(browser, url, queue, options, expected, tally) {
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1200 },
    timezoneId: 'UTC',
    locale: 'en-GB',
  })
  await context.addInitScript(prepare, { now: NOW, settings: SETTINGS })
  const page = await context.newPage()
  let open = false
  for (const file of queue) {
    if (!open || !options['keep-tab']) await openEditor(page, url)
    open = true
    const answer = await putThrough(page, file)
    await writeAnswer(page, basename(file), answer, options)
    report(basename(file), answer, expected, tally)
  }
  await context.close()
}

async function openEditor(page, url) {
  // A graph that was changed asks before it is left.
  page.once('dialog', (dialog) => dialog.accept())
  await page.goto(url, { timeout: FILE_TIMEOUT })
  // Its own first workflow has to be there, or it would land in the middle of ours.
  const isReady = () => {
    const { spinner, workflow } = window.app?.extensionManager ?? {}
    return spinner === false && workflow?.activeWorkflow && window.app.graph
  }
  await page.waitForFunction(isReady, null, { timeout: FILE_TIMEOUT })
}

async function putThrough(page, file) {
  try {
    const workflow = JSON.parse(await readFile(file, 'utf8'))
    return await within(FILE_TIMEOUT, page.evaluate(exchange, { name: basename(file), workflow }))
  } catch (error) {
    return { error: String(error.message ?? error).split('\n    at ')[0] }
  }
}

// A script that never comes back would hold up all files after it.
function within(milliseconds, promise) {
  const late = new Promise((_, reject) => {
    const error = new Error(`no answer within ${milliseconds} ms`)
    setTimeout(() => reject(error), milliseconds).unref()
  })
  return Promise.race([promise, late])
}

async function writeAnswer(page, name, answer, { out, saved, screenshot }) {
  const prompt = answer.error === undefined ? answer.prompt : { frontend_error: answer.error }
  if (out) await writeJson(join(out, name), prompt)
  if (saved && answer.saved) await writeJson(join(saved, name), answer.saved)
  if (screenshot) await shoot(page, join(screenshot, name.replace(/\.json$/, '.png')))
}

async function writeJson(path, value) {
  await writeFile(path, `${JSON.stringify(value, null, 1)}\n`)
}

async function shoot(page, path) {
  await page.evaluate(fitToView)
  await page.waitForTimeout(500)
  await page.screenshot({ path })
}

function report(name, answer, expected, tally) {
  const differences = expected?.differences(name, answer) ?? []
  const refused = answer.error !== undefined
  if (refused) tally.refused += 1
  if (expected) tally[differences.length ? 'different' : 'equal'] += 1
  for (const notice of answer.notices ?? []) console.log(`${name}: notice: ${notice}`)
  if (refused) console.log(`${name}: refused: ${answer.error}`)
  for (const difference of differences) console.log(`${name}: ${difference}`)
}

function summarise(files, { equal, different, refused }, expected) {
  const compared = expected ? `, ${equal} as expected, ${different} different` : ''
  console.log(`${files} files${compared}, ${refused} refused by the editor`)
  const bad = expected ? different > 0 : refused > 0
  return bad ? 1 : 0
}

// The prompts that the exports are held against.
class Expected {
  constructor(prompts, volatile) {
    this.prompts = prompts
    this.volatile = volatile
  }

  static async read({ compare, volatile }) {
    const prompts = new Map()
    for (const file of await listFolder(compare)) {
      prompts.set(basename(file), JSON.parse(await readFile(file, 'utf8')))
    }
    return new Expected(prompts, await readVolatile(volatile))
  }

  differences(name, answer) {
    const prompt = this.prompts.get(name)
    const refused = answer.error !== undefined
    if (prompt === undefined) return refused ? [] : ['exported, though no prompt is expected']
    if (refused) return ['refused, though a prompt is expected']
    return promptDifferences(this.stable(answer.prompt), this.stable(prompt))
  }

  // Without what varies between two exports of the same file.
  stable(prompt) {
    return Object.fromEntries(
      Object.entries(prompt).map(([id, { _meta, inputs, ...node }]) => {
        const kept = Object.entries(inputs ?? {}).filter(
          ([input]) => !this.volatile.has(`${node.class_type} ${input}`),
        )
        return [id, { ...node, inputs: Object.fromEntries(kept) }]
      }),
    )
  }
}

async function readVolatile(path) {
  const corpus = process.env.COMFY_CORPUS
  const file = path ?? (corpus && join(corpus, 'meta/api_volatile.json'))
  if (!file) return new Set()
  const lists = Object.values(JSON.parse(await readFile(file, 'utf8')))
  return new Set(lists.flat().map(({ class_type, input }) => `${class_type} ${input}`))
}

function promptDifferences(actual, expected) {
  const lines = []
  for (const id of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    if (!(id in actual)) lines.push(`node ${id} (${expected[id].class_type}) is missing`)
    else if (!(id in expected)) lines.push(`node ${id} (${actual[id].class_type}) is too many`)
    else lines.push(...nodeDifferences(id, actual[id], expected[id]))
  }
  return lines
}

function nodeDifferences(id, actual, expected) {
  const lines = []
  if (actual.class_type !== expected.class_type) {
    lines.push(`node ${id} is a ${actual.class_type}, expected a ${expected.class_type}`)
  }
  for (const input of new Set([...Object.keys(expected.inputs), ...Object.keys(actual.inputs)])) {
    const [is, was] = [actual.inputs[input], expected.inputs[input]]
    if (isDeepStrictEqual(is, was)) continue
    const where = `node ${id} (${expected.class_type}) input ${input}`
    lines.push(`${where} is ${JSON.stringify(is)}, expected ${JSON.stringify(was)}`)
  }
  return lines
}

// What follows runs in the browser and sees nothing of this file.

// Before any script of the editor. The clock stands still only during an export: timers need it.
function prepare({ now, settings }) {
  // Drafts of the files before would come back.
  localStorage.clear()
  sessionStorage.clear()

  const RealDate = Date
  const random = Math.random
  class StillDate extends RealDate {
    constructor(...values) {
      super(...(values.length ? values : [now]))
    }
    static now() {
      return now
    }
  }
  window.standStill = () => {
    window.Date = StillDate
    Math.random = () => 0
  }
  window.moveOn = () => {
    window.Date = RealDate
    Math.random = random
  }

  // Settings are laid over the user's, not stored; neither is what the editor wants to remember.
  const fetch = window.fetch
  window.fetch = async (resource, request) => {
    const path = new URL(resource.url ?? resource, location.href).pathname
    if (!/\/(settings|userdata)(\/|$)/.test(path)) return fetch(resource, request)
    if ((request?.method ?? 'GET') !== 'GET') return Response.json({})
    const response = await fetch(resource, request)
    if (!path.endsWith('/settings')) return response
    return Response.json({ ...(await response.json()), ...settings })
  }
}

async function exchange({ name, workflow }) {
  const { app } = window
  const notices = []
  const isEditorForm = Array.isArray(workflow.nodes)
  if (isEditorForm) {
    const quiet = { deferWarnings: true, silentAssetErrors: true, skipAssetScans: true }
    await app.loadGraphData(workflow, true, true, null, quiet)
  } else {
    await app.loadApiJson(workflow, name)
  }
  // Widgets that look at the file they show come a moment later.
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (const dialog of document.querySelectorAll('[role="dialog"], [role="alert"]')) {
    notices.push(dialog.innerText.replace(/\s+/g, ' ').trim())
  }
  // A file that it cannot read leaves an empty graph and a dialog, no exception.
  if (isEditorForm && workflow.nodes.length > 0 && app.graph.nodes.length === 0) {
    return { error: `nothing was loaded: ${notices.join(' ')}`, notices: [] }
  }
  // As JSON has it: the objects may hold what does not cross over.
  const plain = (value) => JSON.parse(JSON.stringify(value))
  // Older ones have one graph only.
  const saved = plain((app.rootGraph ?? app.graph).serialize())
  window.standStill()
  try {
    const { output } = await app.graphToPrompt()
    return { prompt: plain(output), saved, notices }
  } catch (error) {
    return { error: String(error), saved, notices }
  } finally {
    window.moveOn()
  }
}

// The editor's own command leaves a wide margin.
async function fitToView() {
  const { app } = window
  app.extensionManager.focusMode = true
  document.querySelectorAll('[role="dialog"], .p-toast').forEach((element) => element.remove())
  await new Promise((resolve) => setTimeout(resolve, 200))

  const { ds, canvas } = app.canvas
  const boxes = [...app.graph.nodes, ...app.graph.groups].map(({ boundingRect }) => boundingRect)
  const left = Math.min(...boxes.map(([x]) => x))
  const top = Math.min(...boxes.map(([, y]) => y))
  const width = Math.max(...boxes.map(([x, , w]) => x + w)) - left
  const height = Math.max(...boxes.map(([, y, , h]) => y + h)) - top
  const [room, margin] = [{ width: canvas.clientWidth, height: canvas.clientHeight }, 60]
  ds.scale = Math.min(1, (room.width - 2 * margin) / width, (room.height - 2 * margin) / height)
  ds.offset[0] = (room.width / ds.scale - width) / 2 - left
  ds.offset[1] = (room.height / ds.scale - height) / 2 - top
  app.canvas.setDirty(true, true)
}

try {
  process.exit(await main())
} catch (error) {
  console.error(`frontend.mjs: ${error.message}`)
  process.exit(2)
}
