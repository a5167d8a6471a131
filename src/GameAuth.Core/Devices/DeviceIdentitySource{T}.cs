using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Providers;

/// <summary>
/// The identity of a device: it is made once, written once and never refreshed. Two first runs agree on one. Sign-out keeps it, and
/// <see cref="IAccounts{TAccount, TSignIn}.ForgetDeviceAsync"/> deletes it.
/// </summary>
/// <typeparam name="T">The identity: its ids and its key in one row, so that they are never mixed.</typeparam>
public abstract class DeviceIdentitySource<T> : TokenSource<T>, IProofKeyHolder
    where T : class, IToken
{
    private readonly ConditionalWeakTable<T, ProofKey> _opened = [];
    private readonly Lock _opening = new();
    private readonly ProofKeys? _keys;

    /// <summary>Names an identity that has ids and no key.</summary>
    /// <param name="name">Unique within the provider.</param>
    /// <param name="scope">Who shares it.</param>
    /// <param name="saveAs">How it is written into its sealed row.</param>
    protected DeviceIdentitySource(string name, DeviceIdentityScope scope, JsonTypeInfo<T> saveAs)
        : base(DeviceRows.Prefix + name, scope is DeviceIdentityScope.PerAccount ? TokenScope.Account : TokenScope.Install, RefreshBehavior.Remint, saveAs)
    {
        ArgumentNullException.ThrowIfNull(saveAs);
    }

    /// <summary>Names an identity that has a proof key: override <see cref="KeyOf"/>, make the key with <see cref="Keys"/>, and get it with <see cref="OpenKey"/>.</summary>
    /// <param name="name">Unique within the provider.</param>
    /// <param name="scope">Who shares it.</param>
    /// <param name="saveAs">How it is written into its sealed row.</param>
    /// <param name="keys"><c>ProviderContext.ProofKeys</c>.</param>
    protected DeviceIdentitySource(string name, DeviceIdentityScope scope, JsonTypeInfo<T> saveAs, ProofKeys keys)
        : this(name, scope, saveAs)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        keys.Register(this);
    }

    /// <summary>The scope of tokens that come from this identity and are shared as widely as it: a device token.</summary>
    public TokenScope DescendantScope => Scope is TokenScope.Account ? TokenScope.Account : TokenScope.Registration;

    internal sealed override bool IsIdentity => true;

    /// <summary>Makes and opens proof keys for the host.</summary>
    /// <exception cref="InvalidOperationException">The source was made without.</exception>
    protected ProofKeys Keys => _keys ?? throw new InvalidOperationException($"The identity '{Name}' was made without proof keys; pass ProviderContext.ProofKeys to its constructor.");

    /// <summary>The proof key of an identity, opened once and kept open as long as the identity is in use. After a failure the next call tries again.</summary>
    /// <param name="identity">The identity, as the engine handed it out.</param>
    /// <returns>The key; not to be disposed by the caller.</returns>
    /// <exception cref="CredentialStoreException">The key can't be opened here; see <see cref="ProofKeys.Open"/>.</exception>
    public ProofKey OpenKey(T identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (_opened.TryGetValue(identity, out ProofKey? key))
        {
            return key;
        }

        lock (_opening)
        {
            if (!_opened.TryGetValue(identity, out key))
            {
                key = Keys.Open(KeyOf(identity) ?? throw new InvalidOperationException($"The identity '{Name}' has no proof key; override {nameof(KeyOf)}."));
                _opened.Add(identity, key);
            }

            return key;
        }
    }

    async Task<StoredProofKey?> IProofKeyHolder.ReadKeyAsync(TokenChain chain, CancellationToken cancellationToken)
    {
        if (chain.Scope != Scope)
        {
            return null;
        }

        try
        {
            TokenRow<T> row = await new TokenRowWriter<T>(chain.Entry(this, audience: null)).ReadAsync(cancellationToken).ConfigureAwait(false);
            return row.Token is { } identity ? KeyOf(identity) : null;
        }
        catch (CredentialStoreException)
        {
            // A row that can't be read does not say which key it had. It is deleted all the same.
            return null;
        }
    }

    /// <summary>Makes the identity: random, once.</summary>
    /// <returns>The identity, without an end.</returns>
    protected abstract T Create();

    /// <summary>The proof key that an identity's row has. Default: null, no key.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>The key, or null.</returns>
    protected virtual StoredProofKey? KeyOf(T identity) => null;

    /// <inheritdoc/>
    protected sealed override Task<T> MintAsync(MintContext<T> mint, CancellationToken deadline) => Task.FromResult(Create());

    /// <summary>Another process made the identity first: the key of this one is not needed.</summary>
    internal sealed override void Discard(T token)
    {
        if (_keys is not null && KeyOf(token) is { } key)
        {
            _keys.Delete(key);
        }
    }
}

/// <summary>The row names of device identities.</summary>
internal static class DeviceRows
{
    public const string Prefix = "device:";

    public static bool IsDevice(string row) => row.StartsWith(Prefix, StringComparison.Ordinal);
}

/// <summary>A device identity that has a proof key, for who deletes its rows.</summary>
internal interface IProofKeyHolder
{
    /// <summary>The key of the identity that a chain has in the store; null where there is none, or where its row can't be read.</summary>
    Task<StoredProofKey?> ReadKeyAsync(TokenChain chain, CancellationToken cancellationToken);
}
