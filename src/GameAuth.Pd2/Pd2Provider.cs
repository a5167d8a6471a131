using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class Pd2Provider : Provider<Pd2Account, Pd2SignIn>, IPd2Auth
{
    private readonly Pd2Identities _identities;
    private readonly Pd2Doors _doors;

    public Pd2Provider(ProviderContext context, Pd2Options options)
        : base(context)
    {
        IsOAuth = options.Tokens is Pd2TokenKind.OAuth;
        OAuthCalls oauth = new(context.CreateExchange(), options, context.Time);
        Grants = IsOAuth ? new OAuthGrants(oauth, options) : new WebsiteTokens(this, context);
        Authenticator = new Pd2Authenticator(Grants, options);
        Options = options;
        Time = context.Time;
        Sessions = new Pd2Sessions(this, options, context);
        Rest = new Pd2Rest(context.CreateExchange(Authenticator), options);
        _identities = new Pd2Identities(this);
        _doors = new Pd2Doors(oauth, options, context);

        // Asking for the token renews it from half-way to its end on; where nobody does, this is done a day before.
        if (!IsOAuth)
        {
            context.KeepSignedIn(Grants, TimeSpan.FromDays(1));
        }
    }

    public Pd2Options Options { get; }

    public TimeProvider Time { get; }

    public bool IsOAuth { get; }

    /// <summary>The root of an account's chain.</summary>
    public TokenSource<Pd2Grant> Grants { get; }

    /// <summary>The logins over the socket.</summary>
    public Pd2Sessions Sessions { get; }

    /// <summary>The way over REST.</summary>
    public Pd2Rest Rest { get; }

    protected override RequestAuthenticator Authenticator { get; }

    /// <summary>The handle of an account that a token is minted for.</summary>
    public async ValueTask<Pd2Account> AccountOfAsync(AccountId? account, string step, CancellationToken cancellationToken) =>
        await FindAsync(account, cancellationToken).ConfigureAwait(false) ?? throw new SignInRequiredException("pd2: the account was signed out.", SignInReason.SignedOut)
        { Provider = Pd2Defaults.Provider, Step = step };

    protected override Pd2Account CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(Pd2SignIn how, AccountId account, CancellationToken cancellationToken)
    {
        Pd2Grant grant = await _doors.SignInAsync(how, account, cancellationToken).ConfigureAwait(false);
        return await Context.BeginAsync(account, Grants, grant, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(Pd2Account account, CancellationToken cancellationToken)
    {
        // Who the player is outlives the grant's tokens, so that a restart needs no network; a sign-in must not take the one for the other.
        if (account.Status is AccountStatus.SignInRequired)
        {
            throw new SignInRequiredException("pd2: the service no longer takes the stored grant; sign in again.", SignInReason.Revoked)
            { Provider = Pd2Defaults.Provider, Step = "sign in" };
        }

        if (account.SignInExpiresAt is { } end && end <= Context.Time.GetUtcNow())
        {
            await account.GetTokenAsync(Grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        Pd2Identity player = await account.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(player.Id, player.Name);
    }

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) => from is Pd2Import import
        ? Context.ImportAsync(import, Options.ClientId, Grants, new TraderImporter(Options.Tokens, Context), options, cancellationToken)
        : base.TakeOverAsync(from, options, cancellationToken);
}
