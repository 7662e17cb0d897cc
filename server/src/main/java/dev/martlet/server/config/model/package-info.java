// SPDX-License-Identifier: Apache-2.0
/** What a user writes, as records: the vocabulary of {@code martlet.yaml}, one file per mapping. */
@NullMarked
package dev.martlet.server.config.model;

import org.jspecify.annotations.NullMarked;
