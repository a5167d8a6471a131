namespace GameAuth;

/// <summary>What happens when a store turns up on another machine than the one that wrote it: a copied folder, a restored backup, a synchronised profile.</summary>
public enum CopiedProfile
{
    /// <summary>As the provider's package has it: <see cref="Keep"/> for Xbox Live.</summary>
    ProviderDefault,

    /// <summary>The tokens and the device's identity are used on, and an event tells of it once per machine.</summary>
    Keep,

    /// <summary>Nothing of the registration is used until the caller chooses; see <see cref="CopiedProfileException"/>.</summary>
    HoldBack,
}
