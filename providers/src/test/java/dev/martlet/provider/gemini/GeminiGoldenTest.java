// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.golden.Conversations;
import dev.martlet.provider.golden.GoldenCases;

class GeminiGoldenTest extends GoldenCases {
    private static final String MODEL = "gemini-2.5-flash";

    private final Conversations conversations = new Conversations(MODEL, true);

    static Part.Reasoning thought(String text) {
        return new Part.Reasoning(text, true, null, null, null, GeminiDialect.NAME, Extras.NONE);
    }

    @Override
    protected Dialect dialect() {
        return new GeminiDialect();
    }

    @Override
    protected Address address() {
        return new Address(MODEL, false);
    }

    @Override
    protected ChatRequest request(String name) {
        return switch (name) {
            case "text" -> conversations.text();
            case "tools" -> conversations.tools();
            case "image" -> conversations.image();
            case "structured" -> conversations.structured();
            default -> conversations.reasoning(thought("The tool knows."), "Cq8BAVSoXO4=");
        };
    }

    @Override
    protected ChatReply reply(String name) {
        return switch (name) {
            case "text" -> conversations.textReply("STOP");
            case "tools" -> conversations.toolsReply("STOP");
            case "image" -> conversations.imageReply("STOP");
            case "structured" -> conversations.structuredReply("STOP");
            default ->
                    conversations.reasoningReply(
                            "STOP",
                            thought("It said sunny."),
                            new Part.Text("Sunny."),
                            PartReader.signature("CiQB0e2Kb1="));
        };
    }
}
