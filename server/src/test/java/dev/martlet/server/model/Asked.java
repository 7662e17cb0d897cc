// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import java.util.List;

/**
 * What a provider understands of a request, in no API's words.
 *
 * @param model as the provider calls it
 * @param stream whether events are wanted
 * @param usage whether the stream is to say what it has used
 * @param system instructions; empty if none
 * @param text what the user said last
 * @param images what the user showed with it, as {@code image/png:70}, or a URL
 * @param results of tools that the last turn brings, each with the city that the call with its id
 *     was made for, as {@code Paris=18}
 * @param tools names of the tools that may be called
 * @param forced the tool that has to be called; empty if none
 * @param schema of the answer as JSON; empty if none
 * @param signature of the thought that an earlier turn of the assistant brings back; empty if none
 */
record Asked(
        String model,
        boolean stream,
        boolean usage,
        String system,
        String text,
        List<String> images,
        List<String> results,
        List<String> tools,
        String forced,
        String schema,
        String signature) {}
