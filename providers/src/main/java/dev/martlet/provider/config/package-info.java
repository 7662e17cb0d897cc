// SPDX-License-Identifier: Apache-2.0
/** What a user writes about providers and models. */
@NullMarked
package dev.martlet.provider.config;

import org.jspecify.annotations.NullMarked;
