// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A whole answer for a client. It has one choice: this dialect cannot ask for more. */
final class ReplyWriter {
    private ReplyWriter() {}

    static ObjectNode write(ChatReply reply, View view) {
        var response = new ResponseObject(reply.id(), reply.created(), reply.model(), view);
        Choice choice = reply.choices().getFirst();
        ArrayNode output = Json.array();
        boolean refusal = false;
        JsonNode logprobs = choice.logprobs();
        for (Part part : choice.parts()) {
            refusal |= part instanceof Part.Refusal;
            ObjectNode item;
            if (part instanceof Part.Text text) {
                ObjectNode content = OutputItem.content(text, logprobs);
                logprobs = null;
                item = OutputItem.message(response, output.size(), content);
            } else {
                item = OutputItem.of(part, response, output.size());
            }
            if (item != null) {
                output.add(item);
            }
        }
        ObjectNode body = response.ended(output, choice.finish(), refusal, reply.usage());
        reply.extras().write(body, OpenAiResponses.NAME, new Losses());
        return body;
    }
}
