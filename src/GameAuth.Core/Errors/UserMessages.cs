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

    public static string OtherPlayer => Text(nameof(OtherPlayer));

    public static string AccountNotChosen => Text(nameof(AccountNotChosen));

    public static string CopiedProfile => Text(nameof(CopiedProfile));

    public static string SignInRequired(SignInReason reason) => Text($"SignInRequired_{reason}");

    public static string CredentialStore(Storage.RowState state) => Text(state is Storage.RowState.Missing or Storage.RowState.Found or Storage.RowState.Recovered
        ? "CredentialStore_Other" : $"CredentialStore_{state}");

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

/// <summary>Adds texts for <see cref="GameAuthException.UserMessage"/> to the built-in English ones.</summary>
/// <remarks>It applies to the whole process and is safe for use from any thread. The newest source is asked first.</remarks>
public static class UserMessageSource
{
    private static Func<string, string?>[] _sources = [];
    private static Func<string, string?>[] _fallbacks = [];

    /// <summary>Adds texts, such as an application's translations.</summary>
    /// <param name="find">Takes a key such as <c>SignInRequired_Expired</c>, <c>xbox_2148916233</c> or, where the device is refused, <c>xbox_2148916227_device</c>; null means "not mine".</param>
    public static void Add(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Add(ref _sources, find);
    }

    /// <summary>Adds the default texts of a provider. Every source of <see cref="Add(Func{string, string})"/> has priority over them, in whichever order they are added.</summary>
    /// <param name="find">Takes a key such as <c>xbox_2148916233</c>; null means "not mine".</param>
    public static void AddFallback(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Add(ref _fallbacks, find);
    }

    internal static string? Find(string key)
    {
        foreach (Func<string, string?> source in (Func<string, string?>[])[.. Volatile.Read(ref _sources), .. Volatile.Read(ref _fallbacks)])
        {
            if (source(key) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private static void Add(ref Func<string, string?>[] sources, Func<string, string?> find)
    {
        Func<string, string?>[] seen;
        do
        {
            seen = Volatile.Read(ref sources);
            if (Array.IndexOf(seen, find) >= 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref sources, [find, .. seen], seen) != seen);
    }
}
