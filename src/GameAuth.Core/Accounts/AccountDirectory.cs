using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The accounts of one registration under one origin: those in the store, and the handles of those that this process has met.</summary>
internal sealed class AccountDirectory : IDisposable
{
    private readonly ConcurrentDictionary<string, AccountBinding> _met = new(StringComparer.Ordinal);
    private readonly TokenChain _registration;
    private readonly TokenChain _install;
    private readonly Lazy<IAccountClients> _clients;

    public AccountDirectory(
        TokenEngine engine, string provider, string registration, string origin, CopiedProfileGuard guard, Lazy<IAccountClients> clients, ProofKeys proofKeys, AccountLog log)
    {
        Guard = guard;
        Engine = engine;
        Provider = provider;
        Registration = registration;
        Origin = origin;
        _clients = clients;
        ProofKeys = proofKeys;
        Log = log;

        // The origin is part of every partition, so that a row is found only under the origin that issued it.
        _install = new TokenChain(engine, provider, TokenScope.Install, $"{origin} {provider}", below: null, guard: guard);
        _registration = new TokenChain(engine, provider, TokenScope.Registration, RegistrationPartition(provider, registration, origin), _install);
        Rows = new AccountRows(engine.Vault, _registration.Partition);
        Subjects = new AccountSubjects(this);
    }

    public TokenEngine Engine { get; }

    public string Provider { get; }

    public string Registration { get; }

    public string Origin { get; }

    public IAccountClients Clients => _clients.Value;

    public ProofKeys ProofKeys { get; }

    public AccountLog Log { get; }

    public AccountRows Rows { get; }

    public AccountSubjects Subjects { get; }

    public TokenChain RegistrationChain => _registration;

    public CopiedProfileGuard Guard { get; }

    /// <summary>How the provider makes a handle; set by its front door.</summary>
    public Func<AccountBinding, Account>? CreateHandle { get; set; }

    /// <summary>Throws where the accounts' tokens may not go to an address; set by the front door.</summary>
    public Action<Uri?>? CheckAudience { get; set; }

    /// <summary>Mints what an account needs first, for those who keep accounts alive; set by the front door.</summary>
    public Func<AccountBinding, CancellationToken, Task>? WarmAsync { get; set; }

    /// <summary>What is kept alive for the accounts.</summary>
    public AccountWorks Works { get; } = new();

    /// <summary>How a grant that a refresh prolongs is kept; null where none is. Set by the provider.</summary>
    public GrantKeeping? GrantKeeping { get; set; }

    public IEnumerable<AccountBinding> Met => _met.Values;

    /// <summary>Where the rows of a registration are that belong to none of its accounts.</summary>
    public static string RegistrationPartition(string provider, string registration, string origin) => $"{origin} {provider}/{registration}";

    /// <summary>The one handle of an account in this process.</summary>
    public Account HandleOf(AccountBinding binding)
    {
        lock (binding)
        {
            return binding.Handle ??= CreateHandle!(binding);
        }
    }

    public AccountId IdOf(string key) => new(Provider, Registration, key);

    /// <summary>A key that no account has had: 130 bits from the system's random generator.</summary>
    public static string NewKey() => new(RandomNumberGenerator.GetItems<char>("0123456789abcdefghjkmnpqrstvwxyz", 26));

    public async ValueTask<AccountBinding?> FindAsync(string key, CancellationToken cancellationToken)
    {
        (AccountRow? row, Row stored) = await Rows.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            return null;
        }

        AccountBinding met = Meet(row, stored.Version);
        met.State.Saw(row, stored.Version);
        return met;
    }

    /// <summary>The account that is meant when none is named.</summary>
    /// <exception cref="AccountNotChosenException">Several are stored and none is the default.</exception>
    public async ValueTask<AccountBinding?> FindDefaultAsync(CancellationToken cancellationToken)
    {
        if (await Rows.ReadDefaultAsync(cancellationToken).ConfigureAwait(false) is { } key
            && await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } chosen)
        {
            return chosen;
        }

        List<AccountBinding> stored = [];
        await foreach (AccountBinding binding in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            stored.Add(binding);
        }

        // A sign-in that ended before the provider had named the player leaves an account. It stands in the way of no other.
        List<AccountBinding> complete = stored.FindAll(static one => one.State.Row is { Subject: not null } or { Import: not null });
        return complete.Count switch
        {
            0 => stored.MaxBy(static one => one.State.Row.CreatedAt),
            1 => complete[0],
            _ => throw new AccountNotChosenException(
                $"Several {Provider} accounts are stored under the registration '{Registration}' and none is the default: name one (SignIn.Account, FindAsync(id)), call SetDefaultAsync, or add "
                + "another one with AddAccountAsync.",
                [.. complete.Select(static one => one.Id)])
            { Provider = Provider, Step = "find account" },
        };
    }

    public AccountBinding Meet(AccountRow row, RowVersion version) => _met.GetOrAdd(
        row.Key, static (_, met) => met.directory.Bind(met.row, met.version), (directory: this, row, version));

    public async IAsyncEnumerable<AccountBinding> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((AccountRow? row, Row stored) in Rows.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (row is null)
            {
                Log.RowNotOpened(Provider, Registration);
            }
            else
            {
                yield return Meet(row, stored.Version);
            }
        }
    }

    /// <summary>Stores a new account: its grant first, so that no process ever meets an account without one.</summary>
    /// <param name="key">The account's key: new.</param>
    /// <param name="grant">The root of its chain.</param>
    /// <param name="first">The grant.</param>
    /// <param name="complete">Adds to the account's row.</param>
    /// <param name="prepareAsync">Stores what else the account shall not be met without.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async Task<AccountBinding> BeginAsync<T>(
        string key, TokenSource<T> grant, T first, Func<AccountRow, AccountRow>? complete, Func<AccountBinding, Task>? prepareAsync, CancellationToken cancellationToken)
        where T : class, IToken
    {
        DateTimeOffset now = Engine.Time.GetUtcNow();
        RowVersion version = RowVersion.NewEpoch();
        AccountRow row = new()
        {
            Key = key,
            Origin = Origin,
            CreatedAt = now,
            LastUsedAt = now,
            GrantEpoch = version.Epoch,
            SignInExpiresAt = (first as IGrantToken)?.SignInExpiresAt,
        };
        row = complete?.Invoke(row) ?? row;
        AccountBinding binding = Bind(row, version);
        bool created = await binding.Chain.Entry(grant, audience: null).TryCreateAsync(first, version, cancellationToken).ConfigureAwait(false);
        if (created && prepareAsync is not null)
        {
            await prepareAsync(binding).ConfigureAwait(false);
        }

        return created && await Rows.TryWriteAsync(row, expected: null, version, cancellationToken).ConfigureAwait(false)
            ? _met.GetOrAdd(key, binding)
            : throw new InvalidOperationException($"The account {IdOf(key)} is there already.");
    }

    public Task SetDefaultAsync(string key, CancellationToken cancellationToken) => Rows.WriteDefaultAsync(key, cancellationToken);

    public async Task SignOutAsync(AccountBinding binding, Func<CancellationToken, Task> revokeAsync, CancellationToken cancellationToken)
    {
        await TellProviderAsync(
            async limit =>
            {
                await Works.EndAsync(binding).WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await revokeAsync(limit).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await RemoveAsync(binding, CancellationToken.None).ConfigureAwait(false);
        Tell(AuthEventNames.SignedOut, binding.Id);
    }

    /// <summary>Deletes everything that is stored for an account: its row first, so that every process stops, then its tokens.</summary>
    public async Task RemoveAsync(AccountBinding binding, CancellationToken cancellationToken)
    {
        string key = binding.Id.Key;
        binding.State.Leaving();
        IReadOnlyList<StoredProofKey> proofKeys = await ProofKeysAsync(binding.Chain, cancellationToken).ConfigureAwait(false);
        await Rows.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        await Subjects.ForgetAsync(binding.State.Row.Subject, key, cancellationToken).ConfigureAwait(false);
        await PurgeAsync(binding.Id, cancellationToken).ConfigureAwait(false);
        Delete(proofKeys);
        if (string.Equals(await Rows.ReadDefaultAsync(cancellationToken).ConfigureAwait(false), key, StringComparison.Ordinal))
        {
            await Rows.WriteDefaultAsync(null, cancellationToken).ConfigureAwait(false);
        }

        binding.State.SignedOut();
    }

    public Task PurgeAsync(AccountId id, CancellationToken cancellationToken) =>
        Engine.DeleteAllAsync(PartitionOf(id.Key), static _ => true, cancellationToken);

    /// <summary>Deletes the device's keys and ids and everything of the registrations that came from them.</summary>
    public async Task ForgetDeviceAsync(CancellationToken cancellationToken)
    {
        List<StoredProofKey> proofKeys = [.. await ProofKeysAsync(_install, cancellationToken).ConfigureAwait(false)];
        await Engine.DeleteAllAsync(_install.Partition, static _ => true, cancellationToken).ConfigureAwait(false);
        await Engine.DeleteAllAsync(_registration.Partition, static name => !AccountRows.IsAccount(name), cancellationToken).ConfigureAwait(false);
        _install.DropAll();
        _registration.DropAll();
        Guard.Reset();
        await foreach (AccountBinding binding in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            proofKeys.AddRange(await ProofKeysAsync(binding.Chain, cancellationToken).ConfigureAwait(false));
            await Engine.DeleteAllAsync(binding.Chain.Partition, DeviceRows.IsDevice, cancellationToken).ConfigureAwait(false);
            binding.Chain.DropAll();
        }

        Delete(proofKeys);
        Tell(AuthEventNames.DeviceForgotten, account: null);
    }

    /// <summary>Forgets what this process has in memory; the rows are gone.</summary>
    public void DropAll()
    {
        foreach (AccountBinding binding in _met.Values)
        {
            binding.State.SignedOut();
            Tell(AuthEventNames.SignedOut, binding.Id);
        }

        _install.DropAll();
        _registration.DropAll();
        Guard.Reset();
    }

    /// <summary>A held back profile begins anew on this machine: a device of its own, and no grant that the other machine lives by.</summary>
    public async Task StartOverIfHeldAsync(CancellationToken cancellationToken)
    {
        if (!await Guard.HoldsAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await foreach (AccountBinding binding in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            await binding.State.SignInRequiredAsync(SignInReason.CopiedProfile, cancellationToken).ConfigureAwait(false);
        }

        // Last, since the word that the profile was copied goes with the device.
        await ForgetDeviceAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Meets every account that is stored.</summary>
    public async Task MeetAllAsync(CancellationToken cancellationToken)
    {
        await foreach (AccountBinding _ in ListAsync(cancellationToken).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Forgets what came from a device identity that another process has ended.</summary>
    public async Task LookAtDevicesAsync(IEnumerable<AccountBinding> accounts, CancellationToken cancellationToken)
    {
        Dictionary<RowKey, Row> seen = [];
        foreach (TokenChain chain in accounts.Select(static binding => binding.Chain).Prepend(_registration))
        {
            await chain.DropOrphansAsync(DeviceRows.IsDevice, seen, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The chain of an account that is not stored yet.</summary>
    public TokenChain ChainOf(string key) => new(Engine, Provider, TokenScope.Account, PartitionOf(key), _registration);

    /// <summary>Deletes what was made for an account that never came to be.</summary>
    public async Task AbandonAsync(AccountId id, TokenChain chain)
    {
        IReadOnlyList<StoredProofKey> proofKeys = await ProofKeysAsync(chain, CancellationToken.None).ConfigureAwait(false);
        await PurgeAsync(id, CancellationToken.None).ConfigureAwait(false);
        Delete(proofKeys);
    }

    public string PartitionOf(string key) => $"{_registration.Partition}/{key}";

    /// <summary>The account has a new grant: what is in memory came from the old one.</summary>
    public void Renewed(AccountId id)
    {
        if (_met.TryGetValue(id.Key, out AccountBinding? binding))
        {
            binding.Chain.DropAll();
        }
    }

    /// <summary>The account is gone from the store.</summary>
    public void Left(AccountState state, bool tell)
    {
        if (_met.TryRemove(state.Id.Key, out AccountBinding? binding))
        {
            binding.Chain.DropAll();
            binding.Chain.Detach();
        }

        if (tell)
        {
            Tell(AuthEventNames.SignedOut, state.Id, reason: null, byOtherProcess: true);
        }
    }

    public void Tell(string name, AccountId? account, string? reason = null, bool byOtherProcess = false)
    {
        if (name is AuthEventNames.SignedIn)
        {
            Log.SignedIn(account!.Value);
        }
        else if (name is AuthEventNames.SignedOut)
        {
            Log.SignedOut(account!.Value, byOtherProcess);
        }

        Engine.Telemetry.Account(Provider, name, account, reason, byOtherProcess);
    }

    public void Sweep()
    {
        _install.Sweep();
        _registration.Sweep();
        foreach (AccountBinding binding in _met.Values)
        {
            binding.Chain.Sweep();
        }
    }

    public void Dispose() => _met.Clear();

    /// <summary>The keys of the identities of one scope. Whoever deletes the rows reads them first, and deletes the keys last: a row without its key would be of no use.</summary>
    private async Task<IReadOnlyList<StoredProofKey>> ProofKeysAsync(TokenChain chain, CancellationToken cancellationToken)
    {
        List<StoredProofKey> found = [];
        foreach (IProofKeyHolder holder in ProofKeys.Holders)
        {
            if (await holder.ReadKeyAsync(chain, cancellationToken).ConfigureAwait(false) is { } key)
            {
                found.Add(key);
            }
        }

        return found;
    }

    private void Delete(IEnumerable<StoredProofKey> proofKeys)
    {
        foreach (StoredProofKey key in proofKeys)
        {
            ProofKeys.Delete(key);
        }
    }

    private AccountBinding Bind(AccountRow row, RowVersion version)
    {
        AccountState state = new(this, IdOf(row.Key), row, version);
        return new AccountBinding(this, state, new TokenChain(Engine, Provider, TokenScope.Account, PartitionOf(row.Key), _registration, state));
    }

    private async Task TellProviderAsync(Func<CancellationToken, Task> revokeAsync, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10), Engine.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await revokeAsync(both.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Signing out here must not depend on the provider: the grant is deleted in any case.
            Log.RevokeFailed(Provider, error.GetType().Name);
        }
    }
}
