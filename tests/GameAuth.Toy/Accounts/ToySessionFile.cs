namespace GameAuth.Toy;

/// <summary>What the toy's own program writes in the clear.</summary>
internal sealed record ToySessionFile
{
    public IReadOnlyList<ToySavedSession>? Sessions { get; init; }

    public string? DeviceId { get; init; }
}
