using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>
/// A sign-in that waits for its owner: one device code, which the caller shows, keeps and polls for, in this process or in another one. For panels, gateways and whatever else answers requests;
/// a program that waits by itself signs in with <see cref="HytaleSignIn.DeviceCode"/>. Immutable; prints without its secret.
/// </summary>
public sealed class HytaleDeviceCode
{
    internal HytaleDeviceCode(HytaleDeviceCodeRow row) => Row = row;

    /// <summary>What the owner types.</summary>
    public string UserCode => Row.State.Code.UserCode;

    /// <summary>Where: a page of Hytale's (<c>verification_uri</c>).</summary>
    public Uri Page => Row.State.Code.Page;

    /// <summary>The page with the code filled in (<c>verification_uri_complete</c>); null where the service names none.</summary>
    public Uri? PageWithCode => Row.State.Code.PageWithCode;

    /// <summary>How long both codes live, from the request on, by the service's word.</summary>
    public TimeSpan ExpiresIn => Row.State.Code.ExpiresIn;

    /// <summary>When both codes end (UTC).</summary>
    public DateTimeOffset ExpiresAt => Row.State.ExpiresAt;

    /// <summary>The least time between two polls now; it grows where the service asks for that.</summary>
    public TimeSpan Interval => Row.State.Interval;

    /// <summary>The earliest time of the next poll (UTC). An earlier one is answered here and not sent.</summary>
    public DateTimeOffset NextPollAt => Row.State.NextPollAt();

    internal HytaleDeviceCodeRow Row { get; }

    /// <summary>Writes it down, to go on with it later or elsewhere.</summary>
    /// <returns>Bytes with a secret in them: seal them, such as with <see cref="Storage.ITokenProtector"/>.</returns>
    public byte[] Export() => JsonSerializer.SerializeToUtf8Bytes(Row, HytaleRowJson.Default.HytaleDeviceCodeRow);

    /// <summary>Reads what <see cref="Export"/> wrote.</summary>
    /// <param name="exported">The bytes, opened.</param>
    /// <returns>The code.</returns>
    /// <exception cref="FormatException">They are something else.</exception>
    public static HytaleDeviceCode Import(ReadOnlySpan<byte> exported) => new(HytaleExport.Read(exported, HytaleRowJson.Default.HytaleDeviceCodeRow, static one => one is { Origin: not null, State.Code: { DeviceCode: not null, UserCode: not null, Page: not null } }));

    /// <summary>Not the device code.</summary>
    /// <returns>Its end.</returns>
    public override string ToString() => $"[device code until {ExpiresAt:O}]";
}

/// <summary>What a poll has found, and the code as it is from now on.</summary>
/// <param name="Status">How the sign-in stands.</param>
/// <param name="Code">The code to keep in place of the one that was polled for.</param>
public sealed record HytaleDevicePoll(HytaleDevicePollStatus Status, HytaleDeviceCode Code)
{
    /// <summary>The account; set exactly when it was approved. The owner's older account, where he had signed in before.</summary>
    public HytaleAccount? Account { get; init; }

    /// <summary>Not what was granted.</summary>
    /// <returns>The status.</returns>
    public override string ToString() => Status.ToString();
}

/// <summary>How a sign-in by device code stands.</summary>
public enum HytaleDevicePollStatus
{
    /// <summary>The owner has not answered, the service could not be asked, or it is too early to ask. Poll again at <see cref="HytaleDeviceCode.NextPollAt"/>.</summary>
    Pending,

    /// <summary>The owner said yes, and the account is stored.</summary>
    Approved,

    /// <summary>The owner said no.</summary>
    Declined,

    /// <summary>The code has ended, or the service no longer knows it.</summary>
    Expired,
}

/// <summary>A code as it is written down.</summary>
/// <param name="Origin">Whose code it is: it is never sent anywhere else.</param>
/// <param name="State">The code.</param>
/// <param name="Account">The account in the making: the code was approved and redeemed, and the service has not yet said whose it is.</param>
internal sealed record HytaleDeviceCodeRow(string Origin, DeviceAuthorizationState State, string? Account);
