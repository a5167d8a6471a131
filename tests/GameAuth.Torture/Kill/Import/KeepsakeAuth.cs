using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>A provider that never calls anybody: its sign-ins come from another program's file, and its grant is what the file said.</summary>
internal sealed class KeepsakeAuth : Provider<KeepsakeAccount>
{
    public static readonly ProviderDescriptor<KeepsakeAuth, KeepsakeOptions> Descriptor = new()
    {
        Name = "keepsake",
        Issuer = static _ => new Uri("http://127.0.0.1/"),
        Create = static (context, _) => new KeepsakeAuth(context),
        Scheme = static _ => new KeepsakeScheme(),
    };

    private KeepsakeAuth(ProviderContext context)
        : base(context)
    {
    }

    public KeepsakeGrants Grants { get; } = new();

    protected override KeepsakeAccount CreateHandle(AccountBinding binding) => new(binding);

    protected override Task<AccountBinding> PromptAsync(SignIn how, AccountId account, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody is asked here.");

    protected override Task<PlayerIdentity> IdentifyAsync(KeepsakeAccount account, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody is asked here.");

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) =>
        Context.ImportAsync(from, "keepsake", Grants, new KeepsakeImporter(), options, cancellationToken);
}
