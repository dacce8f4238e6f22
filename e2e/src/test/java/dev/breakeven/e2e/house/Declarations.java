package dev.breakeven.e2e.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The types and the methods that a source declares, as the compiler's own parser sees them.
record Declarations(List<String> types, List<Method> methods) {
  /// A method, constructor or initialiser; its length runs from its opening to its closing brace.
  record Method(String name, int line, int length) {}

  static Declarations of(JavaSource source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null, null, problem -> {}, List.of("-proc:none"), null, List.of(file(source)));
    Declarations found = new Declarations(new ArrayList<>(), new ArrayList<>());
    try {
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(found, unit, Trees.instance(task).getSourcePositions()).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static JavaFileObject file(JavaSource source) {
    return new SimpleJavaFileObject(URI.create("mem:///Source.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.text();
      }
    };
  }

  private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Declarations found;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Scanner(Declarations found, CompilationUnitTree unit, SourcePositions positions) {
      this.found = found;
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      found.types.add(type.getSimpleName().toString());
      for (Tree member : type.getMembers()) {
        if (member instanceof BlockTree initializer) {
          add("initializer", initializer);
        }
      }
      return super.visitClass(type, nothing);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      if (method.getBody() != null) {
        add(method.getName().toString(), method.getBody());
      }
      return super.visitMethod(method, nothing);
    }

    private void add(String name, BlockTree body) {
      long first = line(positions.getStartPosition(unit, body));
      long last = line(positions.getEndPosition(unit, body) - 1);
      found.methods.add(new Method(name, (int) first, (int) (last - first + 1)));
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
