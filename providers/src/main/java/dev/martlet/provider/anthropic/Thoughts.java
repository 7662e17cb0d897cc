// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.Feature;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code thinking} and {@code output_config.effort}. Models up to 4.5 are given a budget of tokens;
 * from 4.6 on they take an effort, and from 4.7 on nothing else.
 */
final class Thoughts {
    /** The API takes no smaller budget. */
    static final int LEAST = 1_024;

    private static final int MAJOR = 4;
    private static final int EFFORT_FROM = 6;
    private static final int EFFORT_ONLY_FROM = 7;
    private static final Pattern VERSION =
            Pattern.compile("claude-[a-z]+-(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d)");

    private Thoughts() {}

    static @Nullable Thinking read(@Nullable Fields thinking, @Nullable String effort) {
        if (thinking == null) {
            return effort == null ? null : new Thinking(true, effort, null, null);
        }
        Boolean show = shown(thinking);
        return switch (thinking.requiredText("type")) {
            case "disabled" -> new Thinking(false, effort, null, null);
            case "adaptive" -> new Thinking(true, effort, null, show);
            case "enabled" ->
                    new Thinking(true, effort, budget(thinking), show == null ? true : show);
            default ->
                    throw new BadChatException(
                            thinking.at("type"),
                            "unknown (expected: enabled, adaptive or disabled)");
        };
    }

    private static int budget(Fields thinking) {
        Integer budget = thinking.integer("budget_tokens");
        if (budget == null) {
            throw new BadChatException(thinking.at("budget_tokens"), "missing");
        }
        return budget;
    }

    private static @Nullable Boolean shown(Fields thinking) {
        String display = thinking.text("display");
        return display == null ? null : display.equals("summarized");
    }

    /** What to write, with the limit on tokens that goes with it. */
    record Written(@Nullable ObjectNode thinking, @Nullable String effort, int maxTokens) {
        boolean budgeted() {
            return thinking != null && thinking.has("budget_tokens");
        }

        boolean on() {
            return thinking != null && !thinking.path("type").asString("").equals("disabled");
        }
    }

    static Written write(
            String model, @Nullable Thinking asked, @Nullable Integer limit, Losses losses) {
        int otherwise = limit == null ? AnthropicDialect.DEFAULT_MAX_TOKENS : limit;
        if (asked == null) {
            return new Written(null, null, otherwise);
        }
        if (!asked.enabled()) {
            return new Written(BlockWriter.typed("disabled"), null, otherwise);
        }
        boolean effort =
                asked.budget() == null ? since(model, EFFORT_FROM) : since(model, EFFORT_ONLY_FROM);
        return effort ? adaptive(asked, otherwise) : budgeted(asked, limit, otherwise, losses);
    }

    private static Written adaptive(Thinking asked, int maxTokens) {
        ObjectNode node = BlockWriter.typed("adaptive");
        if (asked.show() != null) {
            node.put("display", asked.show() ? "summarized" : "omitted");
        }
        String effort =
                asked.effort() == null && asked.budget() == null ? null : asked.effortOrGuess();
        return new Written(node, "minimal".equals(effort) ? "low" : effort, maxTokens);
    }

    private static Written budgeted(
            Thinking asked, @Nullable Integer limit, int maxTokens, Losses losses) {
        int budget = Math.max(LEAST, asked.budgetOrGuess());
        if (limit != null && budget >= limit) {
            // the limit includes the thoughts: half of it for them, unless the client said more
            budget = asked.budget() == null ? limit / 2 : limit - 1;
        }
        if (budget < LEAST) {
            losses.feature(Feature.REASONING);
            return new Written(null, null, maxTokens);
        }
        ObjectNode node = BlockWriter.typed("enabled").put("budget_tokens", budget);
        if (Boolean.FALSE.equals(asked.show())) {
            node.put("display", "omitted");
        }
        return new Written(node, null, limit == null ? maxTokens + budget : limit);
    }

    private static boolean since(String model, int minor) {
        Matcher version = VERSION.matcher(model);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int found = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return major > MAJOR || (major == MAJOR && found >= minor);
    }

    /** The object that efforts and formats stand in; the one that the client sent is left alone. */
    static ObjectNode outputConfig(ObjectNode body) {
        ObjectNode config =
                body.get("output_config") instanceof ObjectNode sent
                        ? sent.deepCopy()
                        : Json.object();
        body.set("output_config", config);
        return config;
    }
}
