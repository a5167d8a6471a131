namespace GameAuth.Providers;

/// <summary>A grant that an importer found.</summary>
internal sealed record FoundCredential<TGrant>(string Source, TGrant Grant, string Mark, string? Subject, string? DisplayName, string? ClientId)
    where TGrant : class, IToken;
