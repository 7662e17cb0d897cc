// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status} and {@code incomplete_details}. */
final class Finishes {
    private Finishes() {}

    static Finish read(Fields response, boolean calls, boolean refusal) {
        String status = response.text("status", "completed");
        JsonNode details = response.any("incomplete_details");
        if (status.equals("incomplete")) {
            String why = details == null ? "" : details.path("reason").asString("");
            FinishReason reason =
                    switch (why) {
                        case "max_output_tokens", "max_tokens" -> FinishReason.LENGTH;
                        case "content_filter" -> FinishReason.CONTENT_FILTER;
                        default -> FinishReason.OTHER;
                    };
            return new Finish(reason, why.isEmpty() ? status : why, null);
        }
        if (!status.equals("completed")) {
            throw new BadChatException(
                    response.at("status"), "not an end (expected: completed or incomplete)");
        }
        FinishReason done = refusal ? FinishReason.REFUSAL : FinishReason.STOP;
        return new Finish(calls ? FinishReason.TOOL_CALLS : done, status, null);
    }

    static boolean complete(Finish finish, boolean refusal) {
        return switch (finish.reason()) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSE, OTHER -> true;
            case REFUSAL -> refusal;
            case LENGTH, CONTENT_FILTER -> false;
        };
    }

    /** Null if complete. */
    static JsonNode details(Finish finish, boolean refusal) {
        if (complete(finish, refusal)) {
            return Json.object().nullNode();
        }
        ObjectNode details = Json.object();
        boolean length = finish.reason() == FinishReason.LENGTH;
        return details.put("reason", length ? "max_output_tokens" : "content_filter");
    }
}
