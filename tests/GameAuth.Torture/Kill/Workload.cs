namespace GameAuth.Torture;

/// <summary>A piece of work that is cut off somewhere: a step for every number, without end. Another one is a class like its neighbours and a line in <see cref="Workloads"/>.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>The rows that are looked at after each kill.</summary>
    public abstract IReadOnlyList<string> Rows { get; }

    /// <summary>Whether it can be done to a store of this name; all can by default.</summary>
    public virtual bool Fits(string store) => true;

    public abstract Step At(int index);

    /// <summary>The store as an application sees it that starts before this step, whatever the step before left half done.</summary>
    public virtual ISubject Open(string store, string directory, int before) => Subjects.Create(store, directory);

    /// <summary>What an application does before its first step after a start.</summary>
    public virtual Task ResumeAsync(ISubject subject) => Task.CompletedTask;

    /// <summary>What else must hold after a kill, looked at before the rows are read.</summary>
    /// <returns>What is wrong; empty where nothing is.</returns>
    public virtual Task<string> InspectAsync(ISubject subject) => Task.FromResult("");

    public virtual Task DoAsync(ISubject subject, int index, byte[] value)
    {
        Step step = At(index);
        return step.Kind is StepKind.Delete ? subject.DeleteAsync(step.Row) : subject.SaveAsync(step.Row, value);
    }
}
