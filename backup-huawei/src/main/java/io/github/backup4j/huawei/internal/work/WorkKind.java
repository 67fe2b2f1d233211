package io.github.backup4j.huawei.internal.work;

/**
 * What all long-running work of a kind has in common.
 *
 * @param name its name in tokens, which never changes
 * @param words what it does, in words that begin the progress message
 * @param resultType the type of the result
 * @param steps the number of steps
 * @param fields the fields that its tokens may have besides those of all work
 * @param <T> the type of the result
 */
public record WorkKind<T>(String name, String words, Class<T> resultType, int steps, TokenFields fields) {}
