using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.ProviderContract;

/// <summary>A link of the contracts' own below the grant, for a provider whose chain has one link: the contracts are about a chain. It shows that the grant is a good parent.</summary>
/// <typeparam name="TGrant">The provider's grant.</typeparam>
public abstract class ContractLeaves<TGrant>(TokenSource<TGrant> grants)
    : TokenSource<ContractLeaf>("contract-leaf", TokenScope.Account, RefreshBehavior.Remint, ContractLeafJson.Default.ContractLeaf)
    where TGrant : class, IToken
{
    protected sealed override async Task<ContractLeaf> MintAsync(MintContext<ContractLeaf> mint, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(mint);
        await mint.ParentAsync(grants).ConfigureAwait(false);
        return await AskAsync(mint.Account!.Value, deadline).ConfigureAwait(false);
    }

    /// <summary>Asks the scripted service for one, by a call of the provider's usual kind.</summary>
    protected abstract Task<ContractLeaf> AskAsync(AccountId account, CancellationToken deadline);
}

/// <summary>A token below the grant.</summary>
public sealed class ContractLeaf : IToken
{
    public required Secret Token { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public override string ToString() => $"leaf until {ExpiresAt:O}";
}

/// <summary>The scripted service's answer.</summary>
public sealed class ContractLeafBody
{
    public static JsonTypeInfo<ContractLeafBody> Json => ContractLeafWireJson.Default.ContractLeafBody;

    public Secret? LeafToken { get; set; }

    public string? ExpiresIn { get; set; }

    /// <summary>The leaf; null where the answer has none that can be used.</summary>
    public ContractLeaf? At(DateTimeOffset receivedAt) =>
        ServerToken.IsUsable(LeafToken) && FieldParser.CountOrNull(ExpiresIn) is { } seconds ? new ContractLeaf { Token = LeafToken, ExpiresAt = receivedAt.AddSeconds(seconds) } : null;
}

/// <summary>Which leaves belong to an account.</summary>
public sealed class ContractLeafTable
{
    private readonly ConditionalWeakTable<Account, TokenSource<ContractLeaf>> _leaves = [];

    /// <summary>Makes the leaves of an account that is seen for the first time.</summary>
    public Account Know(Account account, Func<TokenSource<ContractLeaf>> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _leaves.GetValue(account, _ => make());
        return account;
    }

    public async Task<object> GetAsync(Account account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return _leaves.TryGetValue(account, out TokenSource<ContractLeaf>? leaves)
            ? await account.GetTokenAsync(leaves, cancellationToken: cancellationToken).ConfigureAwait(false)
            : throw new InvalidOperationException("The account did not come from here.");
    }
}

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(ContractLeaf))]
internal sealed partial class ContractLeafJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireSecretConverter), typeof(WireStringConverter)])]
[JsonSerializable(typeof(ContractLeafBody))]
internal sealed partial class ContractLeafWireJson : JsonSerializerContext;
