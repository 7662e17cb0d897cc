// SPDX-License-Identifier: Apache-2.0
import { deepStrictEqual as same, ok, strictEqual as is } from 'node:assert';
import Anthropic from '@anthropic-ai/sdk';
import {
    ANSWER, API_KEY, BASE_URL, CITY, DEGREES, BRITTLE_MODEL, BROKEN_MODEL, LIMITED_MODEL, MODEL, OWN_KEY_MODEL, PARIS, PIXEL, PLACE, SEEN, SIGNED, SLEEP, THOUGHT, WORDS, run, thrown,
} from './checks.mjs';

const client = new Anthropic({ baseURL: BASE_URL, apiKey: API_KEY, maxRetries: 0 });
const user = (content) => ({ role: 'user', content });
const tools = [{ name: 'temperature', description: 'Degrees.', input_schema: PLACE }];
const ask = (content, more = {}) => ({ model: MODEL, max_tokens: 2000, messages: [user(content)], ...more });
const fail = (status, model) => thrown(client.messages.create(ask('fail with ' + status, { model })));
const said = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');

function usage(it) {
    is(it.input_tokens, 16);
    is(it.cache_read_input_tokens, 4);
    is(it.output_tokens, 10);
}

async function toolTurns(first) {
    is(first.stop_reason, 'tool_use');
    const calls = first.content.filter((block) => block.type === 'tool_use');
    same(calls.map((call) => call.input), [{ city: 'Paris' }, { city: 'Rome' }]);
    ok(calls[0].id !== calls[1].id && calls.every((call) => call.name === 'temperature'));
    const results = calls.toReversed().map((call) => ({
        type: 'tool_result',
        tool_use_id: call.id,
        content: DEGREES[call.input.city],
    }));
    const messages = [user('How warm?'), { role: 'assistant', content: first.content }, user(results)];
    const second = await client.messages.create(ask('', { tools, messages }));
    is(said(second), ANSWER);
    is(second.stop_reason, 'end_turn');
}

async function thinkingTurns(first, signed) {
    const thought = first.content[0];
    is(thought.type, 'thinking');
    is(thought.thinking, THOUGHT);
    is(said(first), SLEEP);
    const messages = [user('think'), { role: 'assistant', content: first.content }, user('And then?')];
    const second = await client.messages.create(ask('', { messages, thinking: { type: 'enabled', budget_tokens: 1024 } }));
    if (signed) {
        is(said(second), SIGNED);
    }
}
const think = ask('think', { thinking: { type: 'enabled', budget_tokens: 1024 } });

await run({
    async text() {
        const messages = [user('Hi'), { role: 'assistant', content: 'Yes?' }, user(WORDS)];
        const reply = await client.messages.create(ask('', { system: 'Be brief.', messages }));
        is(reply.type, 'message');
        is(reply.role, 'assistant');
        is(said(reply), 'Be brief.|' + WORDS);
        is(reply.stop_reason, 'end_turn');
        ok(reply.id && reply.model);
        usage(reply.usage);
    },
    async stream() {
        const types = [];
        let text = '';
        const stream = client.messages.stream(ask(WORDS));
        stream.on('streamEvent', (event) => types.push(event.type));
        stream.on('text', (piece) => (text += piece));
        const reply = await stream.finalMessage();
        is(text, '|' + WORDS);
        is(said(reply), text);
        is(reply.stop_reason, 'end_turn');
        usage(reply.usage);
        is(types[0], 'message_start');
        is(types.at(-1), 'message_stop');
        is(types.filter((type) => type === 'message_start').length, 1);
        ok(types.filter((type) => type === 'content_block_delta').length > 1);
    },
    async tools() {
        await toolTurns(await client.messages.create(ask('How warm?', { tools })));
    },
    async 'tools-stream'() {
        await toolTurns(await client.messages.stream(ask('How warm?', { tools })).finalMessage());
    },
    async 'forced-tool'() {
        const reply = await client.messages.create(
            ask('Which city?', { tools: [{ name: 'city', input_schema: CITY }], tool_choice: { type: 'tool', name: 'city' } }),
        );
        same(reply.content.find((block) => block.type === 'tool_use').input, PARIS);
    },
    async structured() {
        const format = { type: 'json_schema', schema: CITY };
        const reply = await client.messages.create(ask('Which city?', { output_config: { format } }));
        same(JSON.parse(said(reply)), PARIS);
    },
    async image() {
        const source = { type: 'base64', media_type: 'image/png', data: PIXEL };
        const reply = await client.messages.create(ask([{ type: 'image', source }, { type: 'text', text: 'What is it?' }]));
        is(said(reply), SEEN);
    },
    async thinking() {
        await thinkingTurns(await client.messages.create(think), true);
    },
    async 'thinking-stream'() {
        await thinkingTurns(await client.messages.stream(think).finalMessage(), true);
    },
    async 'thinking-unsigned'() {
        await thinkingTurns(await client.messages.create(think), false);
        await thinkingTurns(await client.messages.stream(think).finalMessage(), false);
    },
    async 'count-tokens'() {
        const count = await client.messages.countTokens({ model: MODEL, messages: [user('How many?')] });
        is(count.input_tokens, 20);
    },
    async 'error-400'() {
        const e = await fail(400, MODEL);
        ok(e instanceof Anthropic.BadRequestError, e);
        is(e.error.type, 'error');
        is(e.error.error.type, 'invalid_request_error');
        ok(e.error.error.message.includes('scripted failure'), e.message);
    },
    async 'error-401'() {
        const stranger = new Anthropic({ baseURL: BASE_URL, apiKey: 'not-a-key', maxRetries: 0 });
        const e = await thrown(stranger.messages.create({ ...ask('Hi'), model: OWN_KEY_MODEL }));
        ok(e instanceof Anthropic.AuthenticationError, e);
        is(e.error.error.type, 'authentication_error');
    },
    async 'error-404'() {
        const e = await thrown(client.messages.create({ ...ask('Hi'), model: 'no-such-model' }));
        ok(e instanceof Anthropic.NotFoundError, e);
        is(e.error.error.type, 'not_found_error');
    },
    async 'error-429'() {
        const e = await fail(429, LIMITED_MODEL);
        ok(e instanceof Anthropic.RateLimitError, e);
        is(e.headers.get('retry-after'), '7');
        is(e.error.error.type, 'rate_limit_error');
    },
    async 'error-500'() {
        const e = await fail(500, BROKEN_MODEL);
        ok(e instanceof Anthropic.InternalServerError, e);
        is(e.error.type, 'error');
    },
    async 'error-in-stream'() {
        const e = await thrown(client.messages.stream(ask('break off', { model: BRITTLE_MODEL })).finalMessage());
        ok(e instanceof Anthropic.APIError, e);
        is(e.error.type, 'error');
    },
    async cancel() {
        for await (const event of await client.messages.create(ask('count for ever', { stream: true }))) {
            if (event.type === 'content_block_delta') {
                break;
            }
        }
    },
    async models() {
        const ids = [];
        for await (const model of client.models.list()) {
            is(model.type, 'model');
            ids.push(model.id);
        }
        ok(ids.length > 0);
        is((await client.models.retrieve(ids[0])).id, ids[0]);
    },
});
