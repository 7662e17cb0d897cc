// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.preset.Operation;

/**
 * What a path stands for.
 *
 * @param operation what is asked for
 * @param dialect in whose words, which is also how failures look
 * @param model the model where the path names it, decoded; else empty
 * @param stream whether the path asks for events
 * @param path what a provider is asked behind its base URL, for operations that are passed on; with
 *     its leading slash, without query
 */
public record ApiCall(
        Operation operation, DialectName dialect, String model, boolean stream, String path) {}
