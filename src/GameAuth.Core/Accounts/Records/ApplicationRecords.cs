using System.Text.Json.Serialization.Metadata;
using GameAuth.Storage;

namespace GameAuth;

/// <summary>Sealed records of the application's own in the token store: of one account, or of the application. A service of the host; safe for use from any thread.</summary>
/// <remarks>The store is for small things: a record has at most 1 MiB.</remarks>
public sealed class ApplicationRecords
{
    private readonly TokenVault _vault;

    internal ApplicationRecords(TokenVault vault) => _vault = vault;

    /// <summary>The records of one kind.</summary>
    /// <typeparam name="T">What a record holds.</typeparam>
    /// <param name="kind">Their kind, the same in every release: letters, digits and dashes.</param>
    /// <param name="saveAs">How they are written; secrets need <see cref="StoredSecretConverter"/>.</param>
    /// <returns>The application's records; <see cref="Providers.RecordSet{T}.Of"/> gives those of an account, which go when it is signed out.</returns>
    public Providers.RecordSet<T> Set<T>(string kind, JsonTypeInfo<T> saveAs)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(saveAs);
        return new Providers.RecordSet<T>(_vault, "application", "application", $"application/{kind}/", saveAs);
    }
}
