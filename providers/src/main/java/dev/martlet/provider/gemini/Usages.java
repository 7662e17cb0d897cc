// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** {@code usageMetadata}, which counts thoughts and the results of built-in tools apart. */
final class Usages {
    private static final String AUDIO = "AUDIO";

    private Usages() {}

    static Usage read(Fields usage) {
        long thought = usage.count("thoughtsTokenCount");
        return new Usage(
                usage.count("promptTokenCount") + usage.count("toolUsePromptTokenCount"),
                usage.count("cachedContentTokenCount"),
                0,
                audio(usage, "promptTokensDetails"),
                usage.count("candidatesTokenCount") + thought,
                thought,
                audio(usage, "candidatesTokensDetails"));
    }

    private static long audio(Fields usage, String details) {
        long sum = 0;
        for (Fields detail : usage.objects(details)) {
            if (detail.text("modality", "").equals(AUDIO)) {
                sum += detail.count("tokenCount");
            }
        }
        return sum;
    }

    static ObjectNode write(Usage usage) {
        ObjectNode node = Json.object().put("promptTokenCount", usage.input());
        if (usage.cachedInput() > 0) {
            node.put("cachedContentTokenCount", usage.cachedInput());
        }
        node.put("candidatesTokenCount", Math.max(0, usage.output() - usage.reasoning()));
        if (usage.reasoning() > 0) {
            node.put("thoughtsTokenCount", usage.reasoning());
        }
        node.put("totalTokenCount", usage.total());
        audio(node, "promptTokensDetails", usage.audioInput());
        audio(node, "candidatesTokensDetails", usage.audioOutput());
        return node;
    }

    private static void audio(ObjectNode node, String details, long tokens) {
        if (tokens > 0) {
            node.putArray(details).addObject().put("modality", AUDIO).put("tokenCount", tokens);
        }
    }
}
