using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>What the engine has to know of a provider. Each provider has one.</summary>
/// <typeparam name="TFront">The front door, such as <c>IXboxAuth</c>.</typeparam>
/// <typeparam name="TOptions">The options of a registration.</typeparam>
public sealed class ProviderDescriptor<TFront, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>
    where TFront : class
    where TOptions : class
{
    /// <summary>The provider's name: lower-case, part of every row's place, so it never changes.</summary>
    public required string Name { get; init; }

    /// <summary>The endpoint whose origin issues the grants: rows are found only under it.</summary>
    public required Func<TOptions, Uri> Issuer { get; init; }

    /// <summary>Opens the front door of a registration; called once.</summary>
    public required Func<ProviderContext, TOptions, TFront> Create { get; init; }

    /// <summary>
    /// What happens to a profile that was copied from another machine, unless <see cref="GameAuthOptions.CopiedProfile"/> decides. Default <see cref="CopiedProfile.Keep"/>;
    /// <see cref="CopiedProfile.HoldBack"/> for a provider that ends the sign-ins of a device which it meets twice.
    /// </summary>
    public CopiedProfile CopiedProfile { get; init; } = CopiedProfile.Keep;

    /// <summary>How the requests of a registration's account-bound clients are authorized.</summary>
    public required Func<TFront, RequestAuthenticator> Scheme { get; init; }
}
