namespace GameAuth.Hytale;

/// <summary>An account and its profiles, as one answer names them.</summary>
internal sealed record HytaleOwner(Guid Id, IReadOnlyList<HytaleProfile> Profiles);
