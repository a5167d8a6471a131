using System.Globalization;
using System.Resources;

namespace GameAuth;

/// <summary>The sentences for players, from one resource file, overridable by <see cref="UserMessageSource"/>.</summary>
internal static class UserMessages
{
    private static readonly ResourceManager Texts = new(typeof(UserMessages));

    public static string Throttled => Text(nameof(Throttled));

    public static string OutcomeUnknown => Text(nameof(OutcomeUnknown));

    public static string IllegalStep => Text(nameof(IllegalStep));

    public static string CredentialStore => Text(nameof(CredentialStore));

    public static string CopiedProfile => Text(nameof(CopiedProfile));

    public static string SignInRequired(SignInReason reason) => Text($"SignInRequired_{reason}");

    public static string Provider(string? provider, string? code, bool transient) =>
        OfCode(provider, code) ?? Text(transient ? "Provider_Transient" : "Provider_Permanent");

    public static string Configuration(string? provider, string? code) => OfCode(provider, code) ?? Text(nameof(Configuration));

    public static string ClockSkew(TimeSpan offset) =>
        string.Format(CultureInfo.CurrentCulture, Text(nameof(ClockSkew)), Math.Abs(Math.Round(offset.TotalMinutes, 1)));

    public static string AccountRestricted(string? provider, string code, bool isDevice) => isDevice
        ? OfCode(provider, $"{code}_device") ?? Text("AccountRestricted_Device")
        : OfCode(provider, code) ?? Text(nameof(AccountRestricted));

    private static string? OfCode(string? provider, string? code) => code is null ? null : UserMessageSource.Find($"{provider}_{code}");

    private static string Text(string key) =>
        UserMessageSource.Find(key) ?? Texts.GetString(key, CultureInfo.CurrentUICulture) ?? key;
}
