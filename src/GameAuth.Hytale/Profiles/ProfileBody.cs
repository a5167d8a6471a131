namespace GameAuth.Hytale;

/// <summary>One profile of the answer.</summary>
internal sealed class ProfileBody
{
    public string? Uuid { get; set; }

    public string? Username { get; set; }

    public IReadOnlyList<string?>? Entitlements { get; set; }
}
