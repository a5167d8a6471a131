namespace XboxConsole;

/// <summary>What a script that runs this program can decide on.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int SetUpWrongly = 2;
    public const int SignInRequired = 3;
    public const int Restricted = 4;
    public const int TryLater = 5;
    public const int Cancelled = 130;
}
