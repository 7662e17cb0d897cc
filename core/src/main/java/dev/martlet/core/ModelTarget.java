// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/** A target that asks language models, in the dialect that the request's path stands for. */
public non-sealed interface ModelTarget extends Target {}
