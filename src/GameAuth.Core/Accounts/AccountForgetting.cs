using System.Diagnostics.CodeAnalysis;
using GameAuth.Storage;
using Microsoft.Extensions.Configuration;

namespace GameAuth.Providers;

/// <summary>What a registration does when everything is forgotten: proof keys are given back while their rows can be read, and memory follows the rows.</summary>
internal sealed class AccountForgetting(AccountDirectory directory) : IStoreClearObserver
{
    public async Task OnClearingAsync(CancellationToken cancellationToken)
    {
        foreach (AccountBinding binding in directory.Met)
        {
            binding.State.Leaving();
        }

        try
        {
            await directory.ForgetDeviceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialStoreException failure)
        {
            // Rows that do not open are to go too; a hardware key that they named stays behind, and is useless to everybody.
            directory.Log.DeviceNotOpened(directory.Provider, directory.Registration, failure.State);
        }
    }

    public void OnCleared() => directory.DropAll();
}

/// <summary>A registration, as the host's start and the watch over the accounts find it.</summary>
internal sealed record RegisteredProvider(string Provider, string Registration, Func<IServiceProvider, AccountDirectory> Open)
{
    /// <summary>The provider's name in the configuration.</summary>
    public required string Title { get; init; }

    /// <summary>Where its options are read from; null where the host has no configuration.</summary>
    public required Func<IServiceProvider, IConfiguration?> Section { get; init; }

    /// <summary>The keys that its section may have.</summary>
    public required Func<KnownKeys> Keys { get; init; }
}

/// <summary>
/// The keys that a section may have, by name and without regard to case. A key with null has any children, such as the addresses of hosts, which are checked by their own rule.
/// </summary>
internal sealed class KnownKeys() : Dictionary<string, KnownKeys?>(StringComparer.OrdinalIgnoreCase)
{
    /// <summary>The properties of options.</summary>
    public static KnownKeys Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
    {
        KnownKeys keys = [];
        foreach (System.Reflection.PropertyInfo property in typeof(T).GetProperties())
        {
            keys[property.Name] = null;
        }

        return keys;
    }
}
