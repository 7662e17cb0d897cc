// SPDX-License-Identifier: Apache-2.0
import { deepStrictEqual as same, ok, strictEqual as is } from 'node:assert';
import OpenAI from 'openai';
import {
    ANSWER, API_KEY, BASE_URL, CITY, DEGREES, EMBEDDING_MODEL, BRITTLE_MODEL, BROKEN_MODEL, LIMITED_MODEL, MODEL, OWN_KEY_MODEL, PARIS, PIXEL, PLACE, SEEN, SIGNED, SLEEP, THOUGHT, WORDS,
    run, thrown,
} from './checks.mjs';

const client = new OpenAI({ baseURL: BASE_URL + '/v1', apiKey: API_KEY, maxRetries: 0 });
const chat = client.chat.completions;
const user = (content) => ({ role: 'user', content });
const tool = { type: 'function', function: { name: 'temperature', description: 'Degrees.', parameters: PLACE } };
const fail = (status, model) => thrown(chat.create({ model, messages: [user('fail with ' + status)] }));

function usage(it) {
    is(it.prompt_tokens, 20);
    is(it.completion_tokens, 10);
    is(it.total_tokens, 30);
    is(it.prompt_tokens_details.cached_tokens, 4);
}

function calls(message) {
    same(message.tool_calls.map((call) => JSON.parse(call.function.arguments)), [{ city: 'Paris' }, { city: 'Rome' }]);
    ok(message.tool_calls.every((call) => call.type === 'function' && call.function.name === 'temperature'));
    ok(message.tool_calls[0].id && message.tool_calls[0].id !== message.tool_calls[1].id);
}

/** The results in another order than the calls. */
async function secondTurn(message) {
    const results = message.tool_calls.toReversed().map((call) => ({
        role: 'tool',
        tool_call_id: call.id,
        content: DEGREES[JSON.parse(call.function.arguments).city],
    }));
    const reply = await chat.create({ model: MODEL, tools: [tool], messages: [user('How warm?'), message, ...results] });
    is(reply.choices[0].message.content, ANSWER);
    is(reply.choices[0].finish_reason, 'stop');
}

async function chunks(request) {
    const all = [];
    for await (const chunk of await chat.create({ model: MODEL, stream: true, ...request })) {
        all.push(chunk);
    }
    is(new Set(all.map((chunk) => chunk.id)).size, 1);
    is(new Set(all.map((chunk) => chunk.model)).size, 1);
    ok(all.every((chunk) => chunk.object === 'chat.completion.chunk'));
    return all;
}

await run({
    async text() {
        const reply = await chat.create({
            model: MODEL,
            messages: [{ role: 'system', content: 'Be brief.' }, user('Hi'), { role: 'assistant', content: 'Yes?' }, user(WORDS)],
        });
        is(reply.object, 'chat.completion');
        ok(reply.id && reply.model && reply.created > 0);
        is(reply.choices.length, 1);
        is(reply.choices[0].message.role, 'assistant');
        is(reply.choices[0].message.content, 'Be brief.|' + WORDS);
        is(reply.choices[0].finish_reason, 'stop');
        usage(reply.usage);
    },
    async stream() {
        const all = await chunks({ messages: [user(WORDS)], stream_options: { include_usage: true } });
        const said = all.filter((chunk) => chunk.choices[0]?.delta.content);
        ok(said.length > 1);
        is(said.map((chunk) => chunk.choices[0].delta.content).join(''), '|' + WORDS);
        is(all.findLast((chunk) => chunk.choices.length).choices[0].finish_reason, 'stop');
        is(all[0].choices[0].delta.role, 'assistant');
        same(all.at(-1).choices, []);
        usage(all.at(-1).usage);
        ok(all.slice(0, -1).every((chunk) => chunk.usage == null));
    },
    async 'stream-without-usage'() {
        const all = await chunks({ messages: [user(WORDS)] });
        ok(all.every((chunk) => chunk.choices.length === 1 && chunk.usage == null), JSON.stringify(all));
    },
    async tools() {
        const reply = await chat.create({ model: MODEL, tools: [tool], messages: [user('How warm?')] });
        is(reply.choices[0].finish_reason, 'tool_calls');
        calls(reply.choices[0].message);
        await secondTurn(reply.choices[0].message);
    },
    async 'tools-stream'() {
        const stream = chat.stream({ model: MODEL, tools: [tool], messages: [user('How warm?')] });
        const reply = await stream.finalChatCompletion();
        is(reply.choices[0].finish_reason, 'tool_calls');
        calls(reply.choices[0].message);
        await secondTurn(reply.choices[0].message);
    },
    async 'forced-tool'() {
        const reply = await chat.create({
            model: MODEL,
            tools: [{ ...tool, function: { name: 'city', parameters: CITY } }],
            tool_choice: { type: 'function', function: { name: 'city' } },
            messages: [user('Which city?')],
        });
        same(JSON.parse(reply.choices[0].message.tool_calls[0].function.arguments), PARIS);
    },
    async structured() {
        const reply = await chat.create({
            model: MODEL,
            messages: [user('Which city?')],
            response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: CITY } },
        });
        same(JSON.parse(reply.choices[0].message.content), PARIS);
    },
    async image() {
        const url = 'data:image/png;base64,' + PIXEL;
        const content = [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url } }];
        const reply = await chat.create({ model: MODEL, messages: [user(content)] });
        is(reply.choices[0].message.content, SEEN);
    },
    // The names of the fields are DeepSeek's and OpenRouter's; OpenAI itself shows no thoughts here.
    async reasoning() {
        const think = { model: MODEL, reasoning_effort: 'low', messages: [user('think')] };
        const whole = (await chat.create(think)).choices[0].message;
        const streamed = (await chat.stream(think).finalChatCompletion()).choices[0].message;
        let thought = '';
        let details = [];
        for await (const chunk of await chat.create({ ...think, stream: true })) {
            thought += chunk.choices[0]?.delta.reasoning_content ?? '';
            details = details.concat(chunk.choices[0]?.delta.reasoning_details ?? []);
        }
        is(thought, THOUGHT);
        is(whole.reasoning_content, THOUGHT);
        is(streamed.content, SLEEP);
        for (const message of [whole, { role: 'assistant', content: SLEEP, reasoning_details: details }]) {
            is(message.content, SLEEP);
            const second = await chat.create({ ...think, messages: [user('think'), message, user('And then?')] });
            is(second.choices[0].message.content, SIGNED);
        }
    },
    async 'image-url'() {
        const image_url = { url: 'https://example.com/martlet.png' };
        const reply = await chat.create({ model: MODEL, messages: [user([{ type: 'image_url', image_url }])] });
        is(reply.choices[0].message.content, 'I see ' + image_url.url);
    },
    async 'error-400'() {
        const e = await fail(400, MODEL);
        ok(e instanceof OpenAI.BadRequestError, e);
        ok(e.message.includes('scripted failure'), e.message);
        is(e.type, 'invalid_request_error');
    },
    async 'error-401'() {
        const stranger = new OpenAI({ baseURL: BASE_URL + '/v1', apiKey: 'not-a-key', maxRetries: 0 });
        const e = await thrown(stranger.chat.completions.create({ model: OWN_KEY_MODEL, messages: [user('Hi')] }));
        ok(e instanceof OpenAI.AuthenticationError, e);
    },
    async 'error-404'() {
        const e = await thrown(chat.create({ model: 'no-such-model', messages: [user('Hi')] }));
        ok(e instanceof OpenAI.NotFoundError, e);
        is(e.code, 'model_not_found');
    },
    async 'error-429'() {
        const e = await fail(429, LIMITED_MODEL);
        ok(e instanceof OpenAI.RateLimitError, e);
        is(e.headers.get('retry-after'), '7');
        is(typeof e.code, 'string');
    },
    async 'error-500'() {
        const e = await fail(500, BROKEN_MODEL);
        ok(e instanceof OpenAI.InternalServerError, e);
    },
    async 'error-in-stream'() {
        const e = await thrown(chunks({ model: BRITTLE_MODEL, messages: [user('break off')] }));
        ok(e instanceof OpenAI.APIError, e);
    },
    async cancel() {
        for await (const chunk of await chat.create({ model: MODEL, stream: true, messages: [user('count for ever')] })) {
            if (chunk.choices[0]?.delta.content) {
                break;
            }
        }
    },
    async embeddings() {
        const input = ['one', 'three'];
        const packed = await client.embeddings.create({ model: EMBEDDING_MODEL, input });
        same(packed.data.map((one) => [...one.embedding]), [[0.5, -0.25, 3], [0.5, -0.25, 5]]);
        const plain = await client.embeddings.create({ model: EMBEDDING_MODEL, input, encoding_format: 'float' });
        same(plain.data[1].embedding, [0.5, -0.25, 5]);
        is(plain.usage.total_tokens, 8);
    },
    async models() {
        const ids = [];
        for await (const model of client.models.list()) {
            is(model.object, 'model');
            ids.push(model.id);
        }
        ok(ids.length > 0);
        is((await client.models.retrieve(ids[0])).id, ids[0]);
    },

    async 'responses-text'() {
        const reply = await client.responses.create({ model: MODEL, instructions: 'Be brief.', input: WORDS });
        is(reply.output_text, 'Be brief.|' + WORDS);
        is(reply.status, 'completed');
        is(reply.usage.input_tokens, 20);
        is(reply.usage.input_tokens_details.cached_tokens, 4);
        is(reply.usage.output_tokens, 10);
    },
    async 'responses-stream'() {
        const types = [];
        let said = '';
        const stream = client.responses.stream({ model: MODEL, input: [user(WORDS)] });
        for await (const event of stream) {
            types.push(event.type);
            said += event.type === 'response.output_text.delta' ? event.delta : '';
        }
        is(said, '|' + WORDS);
        is(types[0], 'response.created');
        is(types.at(-1), 'response.completed');
        const reply = await stream.finalResponse();
        is(reply.output_text, said);
        is(reply.usage.total_tokens, 30);
    },
    async 'responses-tools'() {
        const question = { model: MODEL, tools: [{ type: 'function', name: 'temperature', parameters: PLACE, strict: false }] };
        for (const streamed of [false, true]) {
            const first = { ...question, input: [user('How warm?')] };
            const reply = streamed
                ? await client.responses.stream(first).finalResponse()
                : await client.responses.create(first);
            const asked = reply.output.filter((item) => item.type === 'function_call');
            same(asked.map((call) => JSON.parse(call.arguments).city), ['Paris', 'Rome']);
            const results = asked.toReversed().map((call) => ({
                type: 'function_call_output',
                call_id: call.call_id,
                output: DEGREES[JSON.parse(call.arguments).city],
            }));
            const second = await client.responses.create({ ...question, input: [user('How warm?'), ...reply.output, ...results] });
            is(second.output_text, ANSWER);
        }
    },
    async 'responses-reasoning'() {
        const think = { model: MODEL, store: false, include: ['reasoning.encrypted_content'], reasoning: { effort: 'low', summary: 'auto' } };
        const whole = await client.responses.create({ ...think, input: [user('think')] });
        const streamed = await client.responses.stream({ ...think, input: [user('think')] }).finalResponse();
        for (const reply of [whole, streamed]) {
            is(reply.output_text, SLEEP);
            const thoughts = reply.output.filter((item) => item.type === 'reasoning');
            is(thoughts.flatMap((item) => [...item.summary, ...(item.content ?? [])]).map((part) => part.text).join(''), THOUGHT);
            const second = await client.responses.create({ ...think, input: [user('think'), ...reply.output, user('And then?')] });
            is(second.output_text, SIGNED);
        }
    },
    async 'responses-structured'() {
        const reply = await client.responses.create({
            model: MODEL,
            input: 'Which city?',
            text: { format: { type: 'json_schema', name: 'city', schema: CITY, strict: true } },
        });
        same(JSON.parse(reply.output_text), PARIS);
    },
    async 'responses-image'() {
        const image = { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,' + PIXEL };
        const reply = await client.responses.create({
            model: MODEL,
            input: [user([{ type: 'input_text', text: 'What is it?' }, image])],
        });
        is(reply.output_text, SEEN);
    },
    async 'responses-error-in-stream'() {
        const e = await thrown(client.responses.stream({ model: BRITTLE_MODEL, input: 'break off' }).finalResponse());
        // This version of the helper rejects with the event itself.
        ok(e instanceof OpenAI.APIError || e.type === 'error' || e.type === 'response.failed', JSON.stringify(e));
    },
    async 'responses-error-429'() {
        const e = await thrown(client.responses.create({ model: LIMITED_MODEL, input: 'fail with 429' }));
        ok(e instanceof OpenAI.RateLimitError, e);
        ok(/^[1-7]$/.test(e.headers.get('retry-after')));
    },
    async 'responses-cancel'() {
        for await (const event of await client.responses.create({ model: MODEL, stream: true, input: 'count for ever' })) {
            if (event.type === 'response.output_text.delta') {
                break;
            }
        }
    },
});
