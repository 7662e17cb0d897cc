// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The paths of the APIs that clients know. */
public final class ApiPaths {
    private static final Map<String, ApiCall> POSTS =
            Map.ofEntries(
                    post("/v1/chat/completions", Operation.CHAT, DialectName.OPENAI_CHAT),
                    post("/v1/responses", Operation.CHAT, DialectName.OPENAI_RESPONSES),
                    post("/v1/messages", Operation.CHAT, DialectName.ANTHROPIC_MESSAGES),
                    post(
                            "/v1/messages/count_tokens",
                            Operation.COUNT_TOKENS,
                            DialectName.ANTHROPIC_MESSAGES),
                    post("/v2/chat", Operation.CHAT, DialectName.COHERE_CHAT),
                    post("/v2/embed", Operation.EMBEDDINGS, DialectName.COHERE_CHAT),
                    post("/v2/rerank", Operation.RERANK, DialectName.COHERE_CHAT),
                    post("/v1/completions", Operation.COMPLETIONS, DialectName.OPENAI_CHAT),
                    post("/v1/embeddings", Operation.EMBEDDINGS, DialectName.OPENAI_CHAT),
                    post("/v1/rerank", Operation.RERANK, DialectName.OPENAI_CHAT),
                    post("/v1/moderations", Operation.MODERATIONS, DialectName.OPENAI_CHAT),
                    post("/v1/images/generations", Operation.IMAGES, DialectName.OPENAI_CHAT),
                    post("/v1/images/edits", Operation.IMAGES, DialectName.OPENAI_CHAT),
                    post("/v1/images/variations", Operation.IMAGES, DialectName.OPENAI_CHAT),
                    post("/v1/audio/speech", Operation.AUDIO, DialectName.OPENAI_CHAT),
                    post("/v1/audio/transcriptions", Operation.AUDIO, DialectName.OPENAI_CHAT),
                    post("/v1/audio/translations", Operation.AUDIO, DialectName.OPENAI_CHAT));

    /** {@code /v1beta/models/gemini-pro:generateContent}. */
    private static final Pattern GEMINI =
            Pattern.compile(
                    "/v1(?:beta)?/models/([^/:]{1,300}):(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)");

    /** {@code /model/anthropic.claude/converse}; the model may be an ARN with escaped slashes. */
    private static final Pattern BEDROCK =
            Pattern.compile("/model/([^/]{1,600})/(converse|converse-stream)");

    private static final Pattern MODELS = Pattern.compile("/v1(beta)?/models(?:/([^:]{1,300}))?");

    /** Things that a provider keeps, by the id that it gave them. */
    private static final Pattern STORED =
            Pattern.compile(
                    "/v1/(responses|files|batches)(?:/[A-Za-z0-9_.-]{1,200}(?:/(?:content|cancel|input_items))?)?");

    private ApiPaths() {}

    private static Map.Entry<String, ApiCall> post(
            String path, Operation operation, DialectName dialect) {
        String behindVersion = path.substring(path.indexOf('/', 1));
        return Map.entry(path, new ApiCall(operation, dialect, "", false, behindVersion));
    }

    /**
     * Finds what a request asks for.
     *
     * @param method of the request
     * @param path of the request, as the policies left it
     * @return the call, or null if no API has this path
     */
    public static @Nullable ApiCall find(Method method, String path) {
        boolean post = method.equals(Method.POST);
        ApiCall exact = post ? POSTS.get(path) : null;
        if (exact != null) {
            return exact;
        }
        ApiCall named = post ? named(path) : null;
        return named != null ? named : kept(method, path);
    }

    private static @Nullable ApiCall named(String path) {
        Matcher gemini = GEMINI.matcher(path);
        if (gemini.matches()) {
            Operation operation =
                    switch (gemini.group(2)) {
                        case "countTokens" -> Operation.COUNT_TOKENS;
                        case "embedContent", "batchEmbedContents" -> Operation.EMBEDDINGS;
                        default -> Operation.CHAT;
                    };
            return new ApiCall(
                    operation,
                    DialectName.GEMINI,
                    decode(gemini.group(1)),
                    gemini.group(2).startsWith("stream"),
                    path.substring(path.indexOf('/', 1)));
        }
        Matcher bedrock = BEDROCK.matcher(path);
        if (bedrock.matches()) {
            return new ApiCall(
                    Operation.CHAT,
                    DialectName.BEDROCK_CONVERSE,
                    decode(bedrock.group(1)),
                    bedrock.group(2).endsWith("stream"),
                    path);
        }
        return null;
    }

    private static @Nullable ApiCall kept(Method method, String path) {
        boolean get = method.equals(Method.GET);
        Matcher models = MODELS.matcher(path);
        if (get && models.matches()) {
            String one = models.group(2) == null ? "" : decode(models.group(2));
            DialectName dialect =
                    models.group(1) == null ? DialectName.OPENAI_CHAT : DialectName.GEMINI;
            return new ApiCall(Operation.MODELS, dialect, one, false, "/models");
        }
        if (get && path.equals("/v1/realtime")) {
            return new ApiCall(Operation.REALTIME, DialectName.OPENAI_CHAT, "", true, "/realtime");
        }
        Matcher stored = STORED.matcher(path);
        if (!stored.matches()) {
            return null;
        }
        Operation operation =
                switch (stored.group(1)) {
                    case "responses" -> Operation.RESPONSES;
                    case "files" -> Operation.FILES;
                    default -> Operation.BATCHES;
                };
        DialectName dialect =
                operation == Operation.RESPONSES
                        ? DialectName.OPENAI_RESPONSES
                        : DialectName.OPENAI_CHAT;
        return new ApiCall(operation, dialect, "", false, path.substring("/v1".length()));
    }

    /** A path's plus sign is a plus sign, unlike a form's. */
    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
