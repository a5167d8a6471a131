using System.Runtime.CompilerServices;

namespace GameAuth.Providers;

/// <summary>The front door of a provider, but for the doors: what every provider's accounts have in common.</summary>
/// <typeparam name="TAccount">The provider's account handle.</typeparam>
/// <typeparam name="TSignIn">The provider's doors.</typeparam>
public abstract class Provider<TAccount, TSignIn> : IAccounts<TAccount, TSignIn>, IProviderFront
    where TAccount : Account
    where TSignIn : SignIn
{
    private readonly AccountDirectory _directory;

    /// <summary>Opens the front door of a registration.</summary>
    /// <param name="context">The registration.</param>
    protected Provider(ProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        _directory = context.Directory;
        _directory.CreateHandle = CreateHandle;
        _directory.CheckAudience = target => Authenticator.CheckAudience(_directory.Provider, target);
        _directory.WarmAsync = (binding, cancellationToken) => IdentifyAsync(HandleOf(binding), cancellationToken);
    }

    /// <summary>How requests of the registration's accounts are authenticated: one object, made once.</summary>
    protected internal abstract RequestAuthenticator Authenticator { get; }

    RequestAuthenticator IProviderFront.Authenticator => Authenticator;

    /// <summary>The registration.</summary>
    protected ProviderContext Context { get; }

    /// <inheritdoc/>
    public async ValueTask<TAccount?> FindAsync(AccountId? id = null, CancellationToken cancellationToken = default)
    {
        AccountBinding? binding = id is { } named
            ? await _directory.FindAsync(Own(named).Key, cancellationToken).ConfigureAwait(false)
            : await _directory.FindDefaultAsync(cancellationToken).ConfigureAwait(false);
        return binding is null ? null : HandleOf(binding);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TAccount> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (AccountBinding binding in _directory.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return HandleOf(binding);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TAccount>> ListPageAsync(AccountId? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        string? last = after is { } named ? Own(named).Key : null;
        return [.. (await AccountPage.ReadAsync(_directory, last, limit, cancellationToken).ConfigureAwait(false)).Select(HandleOf)];
    }

    /// <inheritdoc/>
    public virtual async Task<TAccount> SignInAsync(TSignIn how, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(how);
        CancellationToken drained = _directory.Engine.Drain.Stopping;
        CancellationToken stopping = _directory.Works.Ending;
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping, drained);
        try
        {
            return await RunSignInAsync(how, any.Token).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException
            && (stopping.IsCancellationRequested || drained.IsCancellationRequested) && !cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"{Context.Provider}: the host is stopping, and the sign-in ended with it. Call SignInAsync at the next start.", any.Token);
        }
    }

    /// <inheritdoc/>
    public Task<TAccount> AddAccountAsync(TSignIn how, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(how);
        return how.Account is null
            ? SignInAsync(how with { ForcePrompt = true }, cancellationToken)
            : throw new ArgumentException($"{how.Account} is an account already; call SignInAsync for it, or leave Account null to add another one.", nameof(how));
    }

    /// <inheritdoc/>
    public Task<ImportResult> ImportAsync(CredentialImport from, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        return TakeOverAsync(from, options ?? new ImportOptions(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SetDefaultAsync(AccountId id, CancellationToken cancellationToken = default)
    {
        if (await _directory.FindAsync(Own(id).Key, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new ArgumentException($"There is no account {id} to be the default.", nameof(id));
        }

        await _directory.SetDefaultAsync(id.Key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ForgetDeviceAsync(CancellationToken cancellationToken = default) => _directory.ForgetDeviceAsync(cancellationToken);

    /// <inheritdoc/>
    public Task KeepCopiedProfileAsync(CancellationToken cancellationToken = default) => _directory.Guard.KeepAsync(cancellationToken);

    /// <summary>Makes the handle of an account; called once per account and process.</summary>
    /// <param name="binding">What the handle's constructor passes on.</param>
    /// <returns>The handle.</returns>
    protected abstract TAccount CreateHandle(AccountBinding binding);

    /// <summary>Asks the player, and stores the grant with <see cref="ProviderContext.BeginAsync"/>.</summary>
    /// <param name="how">The door.</param>
    /// <param name="account">The account's name, for the challenge.</param>
    /// <param name="cancellationToken">Ends the sign-in and its prompt.</param>
    /// <returns>What <see cref="ProviderContext.BeginAsync"/> returned.</returns>
    protected abstract Task<AccountBinding> PromptAsync(TSignIn how, AccountId account, CancellationToken cancellationToken);

    /// <summary>Imports: picks the format's importer and hands it to <see cref="ProviderContext.ImportAsync"/>. Refuses by default.</summary>
    /// <param name="from">Where the credentials are; the provider's own subclass, or it is refused.</param>
    /// <param name="options">Whether the source goes.</param>
    /// <param name="cancellationToken">Ends the import.</param>
    /// <returns>What <see cref="ProviderContext.ImportAsync"/> returned.</returns>
    protected virtual Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        throw new ArgumentException($"{Context.Provider} imports nothing of a {from.GetType().Name}; sign in instead.", nameof(from));
    }

    /// <summary>Asks the provider who the player is; never prompts. A stored token may do, so a silent start needs no network.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Who it is.</returns>
    protected abstract Task<PlayerIdentity> IdentifyAsync(TAccount account, CancellationToken cancellationToken);

    /// <summary>The handle of an account.</summary>
    /// <param name="binding">The account.</param>
    /// <returns>The same object for the same account.</returns>
    protected TAccount HandleOf(AccountBinding binding) => (TAccount)_directory.HandleOf(binding);

    /// <summary>Makes ready for a sign-in whose player answers elsewhere: the store has to be able to keep the grant before the provider gives it out.</summary>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The name of a new account, for <see cref="ProviderContext.BeginAsync"/>.</returns>
    /// <exception cref="CredentialStoreException">The store can not be written.</exception>
    protected async Task<AccountId> PrepareSignInAsync(CancellationToken cancellationToken)
    {
        await _directory.StartOverIfHeldAsync(cancellationToken).ConfigureAwait(false);
        await _directory.Engine.Vault.CheckWritableAsync(cancellationToken).ConfigureAwait(false);
        return _directory.IdOf(AccountDirectory.NewKey());
    }

    /// <summary>Ends such a sign-in: asks the provider who the player is, and hands the grant to the account that he has already. After a failure it may be called again. No default account is set.</summary>
    /// <param name="signedIn">The account that <see cref="ProviderContext.BeginAsync"/> has stored.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The account; the older one when the same player had signed in before. Null where there is no such account.</returns>
    protected async Task<TAccount?> CompleteSignInAsync(AccountId signedIn, CancellationToken cancellationToken)
    {
        if (await _directory.FindAsync(Own(signedIn).Key, cancellationToken).ConfigureAwait(false) is not { } binding)
        {
            return null;
        }

        AccountBinding target = await AdoptAsync(binding, into: null, replace: false, cancellationToken).ConfigureAwait(false);
        _directory.Tell(AuthEventNames.SignedIn, target.Id);
        return HandleOf(target);
    }

    private async Task<TAccount> RunSignInAsync(TSignIn how, CancellationToken cancellationToken)
    {
        AccountBinding? stored = await StoredAsync(how, cancellationToken).ConfigureAwait(false);
        if (stored is not null && !how.ForcePrompt && await TrySilentlyAsync(stored, cancellationToken).ConfigureAwait(false) is { } silent)
        {
            return silent;
        }

        AccountId fresh = await PrepareSignInAsync(cancellationToken).ConfigureAwait(false);
        AccountId shown = stored?.Id ?? how.Account ?? fresh;
        AccountBinding signedIn = await PromptAsync(how, shown, cancellationToken).ConfigureAwait(false);
        AccountBinding target = await AdoptAsync(signedIn, into: how.Account is null ? null : stored, how.Replace, cancellationToken).ConfigureAwait(false);
        await _directory.SetDefaultAsync(target.Id.Key, cancellationToken).ConfigureAwait(false);
        _directory.Tell(AuthEventNames.SignedIn, target.Id);
        return HandleOf(target);
    }

    private async Task<AccountBinding> AdoptAsync(AccountBinding signedIn, AccountBinding? into, bool replace, CancellationToken cancellationToken)
    {
        PlayerIdentity player = await IdentifyAsync(HandleOf(signedIn), cancellationToken).ConfigureAwait(false);
        return await new AccountAdoption(_directory).IdentifyAsync(signedIn, player, into, replace, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccountBinding?> StoredAsync(TSignIn how, CancellationToken cancellationToken)
    {
        if (how.Account is { } named)
        {
            return await _directory.FindAsync(Own(named).Key, cancellationToken).ConfigureAwait(false);
        }

        // Without a name a forced prompt adds an account; the same player again is recognised by its subject.
        return how.ForcePrompt ? null : await _directory.FindDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<TAccount?> TrySilentlyAsync(AccountBinding stored, CancellationToken cancellationToken)
    {
        // The player may have mended what the provider refused a moment ago, and says so by signing in.
        stored.Chain.AskAfresh();
        try
        {
            PlayerIdentity player = await IdentifyAsync(HandleOf(stored), cancellationToken).ConfigureAwait(false);
            AccountBinding target = stored.State.Row.Subject is null
                ? await new AccountAdoption(_directory).IdentifyAsync(stored, player, into: null, replace: false, cancellationToken).ConfigureAwait(false)
                : stored;
            return HandleOf(target);
        }
        catch (SignInRequiredException)
        {
            return null;
        }
    }

    private AccountId Own(AccountId id) =>
        string.Equals(id.Provider, Context.Provider, StringComparison.Ordinal) && string.Equals(id.Registration, Context.Registration, StringComparison.Ordinal)
            ? id
            : throw new ArgumentException($"The account {id} does not belong to {Context.Provider}/{Context.Registration}; ask that registration for it.", nameof(id));
}

/// <summary>The front door, as the kit sees it.</summary>
internal interface IProviderFront
{
    RequestAuthenticator Authenticator { get; }
}
