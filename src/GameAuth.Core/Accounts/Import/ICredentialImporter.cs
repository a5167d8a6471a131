using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Reads one format of another program. The engine opens, bounds and removes the files; an importer only understands their bytes.</summary>
/// <typeparam name="TGrant">The grant that it yields.</typeparam>
/// <remarks>Used by one import at a time. Be strict about the types of what you take, and lenient about members that you do not know.</remarks>
public interface ICredentialImporter<TGrant>
    where TGrant : class, IToken
{
    /// <summary>Whether a file of a directory is one of this format, by its name.</summary>
    /// <param name="fileName">The name without its directory.</param>
    /// <returns>True to have it read. A file that the caller named himself is read whatever its name.</returns>
    bool Takes(string fileName);

    /// <summary>The files beside a file that hold copies of its credentials, or what they were exchanged for: they are removed with it.</summary>
    /// <param name="fileName">The name without its directory.</param>
    /// <returns>Names without their directory, whether or not there are such files.</returns>
    IEnumerable<string> Companions(string fileName);

    /// <summary>Reads a file: at most 4 MiB, without a byte order mark.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="findings">Takes what is found.</param>
    /// <exception cref="FormatException">It is not of this format. A <see cref="System.Text.Json.JsonException"/> says so too; no message of either is passed on.</exception>
    void Read(ReadOnlyMemory<byte> content, ImportFindings<TGrant> findings);
}

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

/// <summary>A grant that an importer found.</summary>
internal sealed record FoundCredential<TGrant>(string Source, TGrant Grant, string Mark, string? Subject, string? DisplayName, string? ClientId)
    where TGrant : class, IToken;

/// <summary>A device's identity that an importer found.</summary>
internal abstract class FoundDevice
{
    public abstract TokenScope Scope { get; }

    /// <summary>Stores the identity where there is none yet; false where one is there, which stays.</summary>
    public abstract Task<bool> TryTakeAsync(TokenChain chain, CancellationToken cancellationToken);
}

/// <summary>A device's identity that an importer found.</summary>
internal sealed class FoundDevice<TDevice>(DeviceIdentitySource<TDevice> source, TDevice identity) : FoundDevice
    where TDevice : class, IToken
{
    public override TokenScope Scope => source.Scope;

    public override async Task<bool> TryTakeAsync(TokenChain chain, CancellationToken cancellationToken)
    {
        TokenCacheEntry<TDevice> slot = chain.For(source).Entry(source, audience: null);
        if (!await slot.TryCreateAsync(identity, RowVersion.NewEpoch(), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await ReadBack.CheckAsync(slot, identity, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
