using GameAuth;
using GameAuth.Hardware;
using GameAuth.Providers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes and opens the proof keys of devices in this machine's hardware. Used while services are registered, by one thread.</summary>
public static class HardwareGameAuthBuilderExtensions
{
    /// <summary>
    /// Makes the proof keys of new devices in this machine's TPM (Windows: CNG; Linux: TPM 2.0 by tpm2-openssl), so that no copy of the
    /// store is a copy of the key. Such a key can't be moved or saved: a cleared TPM or another machine needs a new device
    /// (<see cref="GameAuth.IAccounts{TAccount, TSignIn}.ForgetDeviceAsync"/>). Devices that are stored already keep the keys that they have.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="orSoftware">Whether new keys are made in software where there is no such hardware. Default: no, it is an error there.</param>
    /// <returns>The same builder.</returns>
    public static GameAuthBuilder UseHardwareProofKeys(this GameAuthBuilder builder, bool orSoftware = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseProofKeySource(static _ => HardwareProofKeySource.OfThisSystem());
        return orSoftware ? builder.UseProofKeySource(static _ => new SoftwareProofKeySource()) : builder;
    }

    /// <summary>
    /// Makes the proof keys of new devices in software and still opens those that are in this machine's TPM: for a host that used
    /// <see cref="UseHardwareProofKeys"/> before and does so no more.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static GameAuthBuilder OpenHardwareProofKeys(this GameAuthBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseProofKeySource(static _ => new SoftwareProofKeySource()).UseHardwareProofKeys();
    }

    /// <summary>Makes new devices use one key that an administrator has put into the machine's TPM 2.0 (Linux, tpm2-openssl). It stays there when a device is forgotten.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="handle">Its persistent handle: <c>handle:0x81000001</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuthConfigurationException">It is not the handle of a persistent object (0x81000000 to 0x81FFFFFF).</exception>
    public static GameAuthBuilder UseTpmProofKey(this GameAuthBuilder builder, string handle)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        return Tpm2KeyReference.IsPersistentHandle(handle)
            ? builder.UseProofKeySource(_ => HardwareProofKeySource.Tpm2(handle))
            : throw new GameAuthConfigurationException("UseTpmProofKey takes the handle of a persistent object, such as handle:0x81000001; tpm2_getcap handles-persistent lists them.")
            { Step = "proof key" };
    }
}
