// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose model it is: what Converse has no field for, each takes in words of its own. */
enum ModelFamily {
    /** Anthropic's up to 4.5, which take a budget for thinking. */
    CLAUDE,
    /** Anthropic's from 4.6 on, which choose how long to think themselves. */
    CLAUDE_ADAPTIVE,
    /** Amazon's. */
    NOVA,
    /** OpenAI's open models. */
    GPT_OSS,
    /** All others. */
    OTHER;

    private static final Pattern VERSION =
            Pattern.compile("claude-(?:opus|sonnet|haiku)-(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d)");

    static ModelFamily of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (name.contains("claude")) {
            Matcher version = VERSION.matcher(name);
            return version.find() && adaptive(version) ? CLAUDE_ADAPTIVE : CLAUDE;
        }
        if (name.contains("nova")) {
            return NOVA;
        }
        return name.contains("gpt-oss") ? GPT_OSS : OTHER;
    }

    private static boolean adaptive(Matcher version) {
        int major = Integer.parseInt(version.group(1));
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return major > 4 || (major == 4 && minor >= 6);
    }

    boolean claude() {
        return this == CLAUDE || this == CLAUDE_ADAPTIVE;
    }

    /** Models that know no cache points refuse a request with one. */
    boolean cachePoints() {
        return claude() || this == NOVA;
    }
}
