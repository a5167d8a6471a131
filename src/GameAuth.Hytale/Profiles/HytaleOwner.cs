namespace GameAuth.Hytale;

/// <summary>An account and its profiles, as one answer names them.</summary>
/// <param name="Id">The account: a UUID at Hytale, whatever it uses at a gateway.</param>
/// <param name="Profiles">The profiles.</param>
internal sealed record HytaleOwner(string Id, IReadOnlyList<HytaleProfile> Profiles);
