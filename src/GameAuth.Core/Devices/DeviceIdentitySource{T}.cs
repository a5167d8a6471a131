using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Providers;

/// <summary>
/// The identity of a device: made once, written once, never refreshed. Two first runs agree on one, sign-out keeps it, and
/// <see cref="IAccounts{TAccount}.ForgetDeviceAsync"/> ends it.
/// </summary>
/// <typeparam name="T">The identity: its ids and its key in one row, so that they are never mixed.</typeparam>
public abstract class DeviceIdentitySource<T> : TokenSource<T>
    where T : class, IToken
{
    /// <summary>Names the identity.</summary>
    /// <param name="name">Unique within the provider.</param>
    /// <param name="scope">Who shares it.</param>
    /// <param name="saveAs">How it is written into its sealed row.</param>
    protected DeviceIdentitySource(string name, DeviceIdentityScope scope, JsonTypeInfo<T> saveAs)
        : base(DeviceRows.Prefix + name, scope is DeviceIdentityScope.PerAccount ? Owner.Account : Owner.Install, Spend.Remint, saveAs)
    {
        ArgumentNullException.ThrowIfNull(saveAs);
    }

    /// <summary>The owner of what descends from this identity and is shared as widely: a device token.</summary>
    public Owner DescendantOwner => Owner is Owner.Account ? Owner.Account : Owner.Registration;

    internal sealed override bool IsIdentity => true;

    /// <summary>Makes the identity: random, once.</summary>
    /// <returns>The identity, without an end.</returns>
    protected abstract T Create();

    /// <inheritdoc/>
    protected sealed override Task<T> MintAsync(MintContext<T> mint, CancellationToken deadline) => Task.FromResult(Create());
}
