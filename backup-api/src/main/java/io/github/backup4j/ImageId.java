package io.github.backup4j;

/**
 * The id of an image.
 *
 * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
 */
public record ImageId(String value) {
    /** Refuses a malformed id with {@link Invalid}. */
    public ImageId {
        Require.id(value, "image id");
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
