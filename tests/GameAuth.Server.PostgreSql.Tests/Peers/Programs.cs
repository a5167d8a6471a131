using System.Diagnostics;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>The programs of Debian's and others' packages that these tests run, and the user that runs them: initdb, postgres and pgbouncer refuse root.</summary>
internal static class Programs
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Why there is no PostgreSQL to be tested here, with the command that brings it; null where there is.</summary>
    public static string? PostgreSqlMissing { get; } = Probe("GAMEAUTH_SKIP_POSTGRESQL", "postgresql", "initdb", "postgres");

    /// <summary>The same of PgBouncer.</summary>
    public static string? PgBouncerMissing { get; } = PostgreSqlMissing ?? Probe("GAMEAUTH_SKIP_PGBOUNCER", "pgbouncer", "pgbouncer");

    /// <summary>The full path of a program; null where it is not there.</summary>
    public static string? Find(string name)
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(static folder => Version.TryParse(Path.GetFileName(folder) + ".0", out Version? version) ? version : new Version(0, 0))
                .Select(static folder => Path.Combine(folder, "bin"))
            : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(static folder => folder.Length > 0).Concat(debian).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>A program as a user who is not root.</summary>
    public static ProcessStartInfo AsUser(string program, params IEnumerable<string> arguments) => !Environment.IsPrivilegedProcess
        ? new ProcessStartInfo(program, arguments)
        : new ProcessStartInfo(Find("setpriv")!, [$"--reuid={User.Id}", $"--regid={User.Group}", "--clear-groups", program, .. arguments]);

    /// <summary>A new directory of that user's.</summary>
    public static async Task<string> NewDirectoryAsync(string prefix)
    {
        string path = Directory.CreateTempSubdirectory(prefix).FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", [$"{User.Id}:{User.Group}", path]));
        }

        return path;
    }

    public static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(s_limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        string errors = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await output} {errors}");
    }

    // The user of the package where there is one, else nobody.
    private static (string Id, string Group) User { get; } = File.ReadLines("/etc/passwd").Select(static line => line.Split(':'))
        .Where(static user => user[0] is "postgres" or "nobody").OrderByDescending(static user => user[0], StringComparer.Ordinal).Select(static user => (user[2], user[3])).FirstOrDefault();

    private static string? Probe(string variable, string package, params string[] programs)
    {
        // The test command looked already, and says what it could not install.
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } reason)
        {
            return reason;
        }

        if (!OperatingSystem.IsLinux())
        {
            return "the tests run PostgreSQL's programs as Linux has them";
        }

        string[] missing = [.. programs.Concat(Environment.IsPrivilegedProcess ? ["setpriv"] : Array.Empty<string>()).Where(static name => Find(name) is null)];
        return missing.Length == 0 ? null : $"{string.Join(", ", missing)} not found; on Debian and Ubuntu: apt-get install {package}";
    }
}
