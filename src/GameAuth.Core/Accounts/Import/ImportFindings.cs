using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Providers;

/// <summary>What an importer found in one file, in the file's order. Used by one importer, in one call.</summary>
/// <typeparam name="TGrant">The grant.</typeparam>
public sealed class ImportFindings<TGrant>
    where TGrant : class, IToken
{
    private readonly string _file;
    private int _entries;

    internal ImportFindings(string file) => _file = file;

    internal List<FoundCredential<TGrant>> Grants { get; } = [];

    internal List<SkippedCredential> Skipped { get; } = [];

    internal FoundDevice? Device { get; private set; }

    /// <summary>A grant. It must count as expired, so that the first use refreshes it: what another program says of an access token's end is often wrong.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="refreshToken">What the grant lives by; a hash of it tells a second import of the same one.</param>
    /// <param name="subject">The provider's id of the player, as the source has it; null where it has none. It only serves to find the same player's account: who it is, the provider says later.</param>
    /// <param name="displayName">The name to show until the provider has said one.</param>
    /// <param name="clientId">The client id that the source says the grant was issued to; null where it says none.</param>
    public void Add(TGrant grant, Secret refreshToken, string? subject = null, string? displayName = null, string? clientId = null)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(refreshToken);
        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken.Reveal())));
        Grants.Add(new FoundCredential<TGrant>(Next(), grant, mark, subject, displayName, clientId));
    }

    /// <summary>An entry that can not be taken.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">What is the matter and what to do; no secret, and nothing that the file says.</param>
    public void Skip(ImportSkipReason reason, string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        Skipped.Add(new SkippedCredential(Next(), reason, Account: null, message));
    }

    /// <summary>The device that the other program was: its ids and its key.</summary>
    /// <typeparam name="TDevice">The identity.</typeparam>
    /// <param name="source">Whose identity it may become.</param>
    /// <param name="identity">The ids and the key.</param>
    public void AddDevice<TDevice>(DeviceIdentitySource<TDevice> source, TDevice identity)
        where TDevice : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(identity);
        Device = new FoundDevice<TDevice>(source, identity);
    }

    private string Next() => string.Create(CultureInfo.InvariantCulture, $"{_file} #{++_entries}");
}
