// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.golden.Conversations;
import dev.martlet.provider.golden.GoldenCases;

class AnthropicGoldenTest extends GoldenCases {
    private final Conversations conversations = new Conversations("claude-sonnet-4-5");

    static Part.Reasoning thought(String text, String signature) {
        return new Part.Reasoning(
                text, true, signature, null, null, AnthropicDialect.NAME, Extras.NONE);
    }

    @Override
    protected Dialect dialect() {
        return new AnthropicDialect();
    }

    @Override
    protected Address address() {
        return Address.NONE;
    }

    @Override
    protected ChatRequest request(String name) {
        return switch (name) {
            case "text" -> conversations.text();
            case "tools" -> conversations.tools();
            case "image" -> conversations.image();
            case "structured" -> conversations.structured();
            default -> conversations.reasoning(thought("The tool knows.", "EqQBCgIYAhIk"), null);
        };
    }

    @Override
    protected ChatReply reply(String name) {
        return switch (name) {
            case "text" -> conversations.textReply("end_turn");
            case "tools" -> conversations.toolsReply("tool_use");
            case "image" -> conversations.imageReply("end_turn");
            case "structured" -> conversations.structuredReply("end_turn");
            default ->
                    conversations.reasoningReply(
                            "end_turn",
                            thought("It said sunny.", "EpUBCkYIBRgCKkA="),
                            new Part.Reasoning(
                                    "",
                                    false,
                                    null,
                                    "EmwKAhgBEgy3va3pzix",
                                    null,
                                    AnthropicDialect.NAME,
                                    Extras.NONE),
                            new Part.Text("Sunny."));
        };
    }
}
