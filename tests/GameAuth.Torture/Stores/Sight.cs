namespace GameAuth.Torture;

/// <summary>What a read showed.</summary>
/// <param name="Value">The value; null where there is none to be had.</param>
/// <param name="IsMissing">Whether the store says that there is no such row, which is something else than a row that it can not read.</param>
/// <param name="State">The store's own word, for the report.</param>
internal sealed record Sight(byte[]? Value, bool IsMissing, string State)
{
    public static Sight Missing { get; } = new(null, IsMissing: true, "Missing");

    public static Sight Of(byte[] value, string state = "Found") => new(value, IsMissing: false, state);

    public static Sight Unreadable(string state) => new(null, IsMissing: false, state);
}
