namespace GameAuth.Toy;

/// <summary>Chain, door and identity. It is open for tests, which derive providers that do more.</summary>
internal class ToyProvider : Provider<ToyAccount, ToySignIn>, IToyAuth
{
    public ToyProvider(ProviderContext context, ToyOptions options)
        : base(context)
    {
        Service = new ToyService(context, options);
        Grants = new ToyGrants(Service);
        Badges = new ToyBadges(() => Sessions!, Service);
        Sessions = new ToySessions(Grants, new ToyDeviceTokens(new ToyDevices(options.DeviceScope), Service), Badges, Service, context.Log);
        Authenticator = new ToyAuthenticator(options, Sessions);
        Service.Use(Authenticator);
    }

    public ToyService Service { get; }

    public ToyGrants Grants { get; }

    public ToyBadges Badges { get; }

    public TokenSource<ToySession> Sessions { get; }

    protected override RequestAuthenticator Authenticator { get; }

    protected override ToyAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(ToySignIn how, AccountId account, CancellationToken cancellationToken)
    {
        PasteChallenge challenge = new("code", Service.CodePage) { Account = account };
        Secret code = await how.Prompt.AskAsync(challenge, cancellationToken).ConfigureAwait(false)
            ?? throw new SignInRequiredException("The player gave no code; call SignInAsync again.", SignInReason.Declined) { Provider = ToyDefaults.Provider, Step = "code" };
        ToyAnswer answer = await Service.PostAsync("signin", isRepeatable: false, cancellationToken, ("code", code)).ConfigureAwait(false);
        return await Context.BeginAsync(account, Grants, answer.Grant, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(ToyAccount account, CancellationToken cancellationToken)
    {
        ToySession session = await account.GetSessionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(session.Subject, session.Name);
    }
}
